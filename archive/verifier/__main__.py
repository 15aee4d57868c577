"""`python -m archive.verifier`: the same as `sviedka-verify`."""

import sys

from archive.verifier.cli import main

if __name__ == "__main__":
    sys.exit(main())
