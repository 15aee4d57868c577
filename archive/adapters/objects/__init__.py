"""Object stores: a folder on disk, and one in memory for tests."""
