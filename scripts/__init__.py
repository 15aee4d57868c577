"""Set-up of the machine: what `make` calls. Run as modules (`python -m scripts.NAME`), never by path."""
