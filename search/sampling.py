"""Which documents a rebuild is judged by: a few of them, chosen evenly while they go by."""

import random
from collections.abc import Iterable, Iterator, Sequence

from search.documents import ItemDocument
from search.ports import IndexBuilder, PutReport

SAMPLES = 50
"""Documents that a new generation must show as they were put, before it answers."""


class SampledBuilder:
    """An `IndexBuilder` that keeps an even sample of what goes through it, and compares it at the end."""

    def __init__(self, builder: IndexBuilder, samples: int = SAMPLES) -> None:
        self._builder = builder
        self._samples = samples
        self._kept: list[ItemDocument] = []
        self._seen = 0
        # Nothing secret hangs on it: a rebuild should merely not be judged by the same items each time.
        self._random = random.Random()  # noqa: S311

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """As `IndexBuilder.put`; a document that was refused is no sample."""
        report = self._builder.put(self._watched(documents))
        refused = {failure.doc_id for failure in report.failed}
        self._kept = [document for document in self._kept if document.doc_id not in refused]
        return report

    def finish(self, *, expected_count: int, high_water: int, samples: Sequence[ItemDocument] = ()) -> None:
        """As `IndexBuilder.finish`, with the sample kept here besides the given one."""
        kept = (*samples, *self._kept)
        self._builder.finish(expected_count=expected_count, high_water=high_water, samples=kept)

    def abandon(self) -> None:
        """As `IndexBuilder.abandon`."""
        self._builder.abandon()

    def _watched(self, documents: Iterable[ItemDocument]) -> Iterator[ItemDocument]:
        for document in documents:
            if len(self._kept) < self._samples:
                self._kept.append(document)
            elif (place := self._random.randint(0, self._seen)) < self._samples:
                self._kept[place] = document
            self._seen += 1
            yield document
