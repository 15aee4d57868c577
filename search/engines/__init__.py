"""Engines behind `search.ports.SearchIndex`. Trusted for nothing: they hold tokens and may lose them."""
