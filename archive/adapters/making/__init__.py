"""Documents for the index made in processes of their own: many items, on every processor there is."""
