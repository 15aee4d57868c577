"""The vocabularies: CSV files, checked and turned into domain objects by `loader.load_vocabularies`."""
