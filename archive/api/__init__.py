"""REST v1: the same services and the same policy as the pages, for programs. See docs/api.md."""

from archive.api import (
    beside,
    changing,
    counting,
    depositing,
    describing,
    exporting,
    items,
    keeping,
    law,
    lists,
    log,
    overseeing,
    patterns,
    registers,
    saved,
    searching,
    working,
)
from archive.api.blueprint import install

__all__ = [
    "beside",
    "changing",
    "counting",
    "depositing",
    "describing",
    "exporting",
    "install",
    "items",
    "keeping",
    "law",
    "lists",
    "log",
    "overseeing",
    "patterns",
    "registers",
    "saved",
    "searching",
    "working",
]
