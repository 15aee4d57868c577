"""Use cases, one module per verb. The first arguments are always the archive and the actor."""
