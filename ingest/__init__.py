"""Untrusted bytes on their way in: file names, types, folders, descriptions and batches."""
