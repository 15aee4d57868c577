"""The command `sviedka`: every verb of the archive, acting as one agent."""

import gc

# What is made while modules are imported stays: to look for garbage among it is a tenth of a command's start.
# `Session.archive` turns the collector on; commands that open no archive end before they would need it.
gc.disable()
