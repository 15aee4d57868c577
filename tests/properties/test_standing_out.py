"""A report of what stands out holds less than the log, and must say the same: for any log, any clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive.verifier import standing_out as rule
from archive.verifier.standing_out import Why, standing_out

TYPES = ("decryption", "export", "query", "consent_change", "withdrawal", "refusal", "accession")
START = datetime(2026, 11, 22)  # noqa: DTZ001 - entries write UTC without saying so here


@dataclass(frozen=True)
class Made:
    leaf_index: int
    at: str
    agent_id: str
    event_type: str
    outcome: str
    item_id: str


@st.composite
def logs(draw):
    """Short logs that jump in time, forwards and back."""
    at, made = START, []
    for index in range(draw(st.integers(0, 60))):
        at += timedelta(minutes=draw(st.sampled_from([-50_000, -90, -30, -1, 0, 1, 5, 40, 70, 50_000])))
        made.append(
            Made(
                index,
                at.isoformat(),
                draw(st.sampled_from("ab")),
                draw(st.sampled_from(TYPES)),
                draw(st.sampled_from(["success", "success", "failure"])),
                draw(st.sampled_from(["", "x", "y"])),
            )
        )
    return made


@given(logs())
def test_what_stands_out_follows_from_what_it_names(log):
    found = _with_few(log)
    held = {index for each in found for index in (each.leaf_index, *each.because)}
    assert _with_few([each for each in log if each.leaf_index in held]) == found
    for each in found:
        assert all(other < each.leaf_index for other in each.because)
        assert (each.because == ()) == (each.why in (Why.REFUSED, Why.FAILED, Why.IDENTITY))


def _with_few(log):
    """Three openings are many here, so that short logs have them."""
    before, rule.MANY = rule.MANY, 3
    try:
        return list(standing_out(log))
    finally:
        rule.MANY = before
