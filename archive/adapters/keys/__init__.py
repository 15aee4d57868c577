"""Keepers of secret keys."""
