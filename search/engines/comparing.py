"""What every engine compares before a new generation answers."""

from collections.abc import Sequence

from archive.domain.errors import Conflict

LEFT_AS_IT_IS = "The index in use was left as it is."


def require_samples(held: Sequence[bool]) -> None:
    """Raise Conflict unless every sampled document is held as it was put."""
    missing = held.count(False)
    if missing:
        raise Conflict(
            f"{missing} of {len(held)} sampled documents are not in the new index as they were put",
            safe=LEFT_AS_IT_IS,
        )
