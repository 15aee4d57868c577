"""WSGI entry point: `SVIEDKA_ARCHIVE` names the archive's folder, `SVIEDKA_WEB_ORIGIN` its address.

Refuses to start with settings that are unsafe; `sviedka doctor` lists and explains them. Where the archive
keeps a pace of checkpoints, this process publishes them.
"""

import os
from functools import partial
from pathlib import Path

from archive.app import create_app
from archive.bootstrap import open_archive
from archive.doctor import examine, require_safe
from archive.worker import start_pace
from config import load_settings

settings = load_settings(Path(os.environ["SVIEDKA_ARCHIVE"]), os.environ)
require_safe(settings)
archive = open_archive(settings)
app = create_app(archive, settings.web, partial(examine, settings))
start_pace(archive)
