"""What makes documents of ready inputs: here, and by name in the processes that tests start.

Some jobs are traps, by the title of their description: the process ends, or a store does not answer.
"""

import os
from dataclasses import dataclass

from archive.domain.description import Description
from archive.domain.errors import Unavailable
from search.indexer import DocumentBuilder, IndexInput
from search.making import CollectionKeys, MakerOf
from tests.search_world import ANALYZER, RESOLVER

ENDS = "the process ends here"
SILENT = "the store does not answer here"


@dataclass(frozen=True)
class Ready:
    """A `Maker` whose jobs are inputs."""

    builder: DocumentBuilder

    def input_of(self, job: IndexInput) -> IndexInput:
        if job.description.title == ENDS:
            os._exit(3)
        if job.description.title == SILENT:
            raise Unavailable("the store is not there", safe="nothing happened")
        return job


def ready_maker(keys: CollectionKeys) -> Ready:
    return Ready(DocumentBuilder(keys.blind(), ANALYZER, RESOLVER, keys.ceiling))


def ready_makers() -> MakerOf:
    return ready_maker


def job(number: int, description: Description) -> IndexInput:
    return IndexInput(f"00000000-0000-4000-8000-{number:012d}", number + 1, description)
