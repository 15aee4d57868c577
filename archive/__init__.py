"""The archive: rules, use cases, adapters and the ways in. Import from its packages."""
