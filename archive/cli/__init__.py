"""The command `sviedka`: every verb of the archive, acting as one agent."""
