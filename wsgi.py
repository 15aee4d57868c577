"""WSGI entry point: `SVIEDKA_ARCHIVE` names the archive's folder."""

import os
from pathlib import Path

from archive.app import create_app
from archive.bootstrap import open_archive
from config import load_settings

app = create_app(open_archive(load_settings(Path(os.environ["SVIEDKA_ARCHIVE"]), os.environ)))
