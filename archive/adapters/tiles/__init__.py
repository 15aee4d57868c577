"""Stores for the published custody log."""
