"""One file per technology per port; each opens with what it is trusted for."""
