"""Any interleaving of requests that are sent again, cut off and sent at once makes each item exactly once."""

import hashlib
import itertools
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from archive.domain.errors import Unavailable
from archive.services.collections import find_collection
from archive.services.deposit import Deposit, open_intake
from archive.services.handing_in import hand_in_now
from archive.services.repeats import KeyBusy, KeyReused, asked, once
from tests.factories import TestArchive, describe, make_archive
from tests.web_world import Clock

KEYS = st.sampled_from(["a", "b"])
WORDS = st.sampled_from(["kettle", "lid"])
COUNTER = itertools.count()


class Sender(RuleBasedStateMachine):
    """Two keys, two requests, one archive; what each example deposits is its own."""

    made: TestArchive

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.archive = replace(self.made.archive, clock=self.clock)
        self.run = next(COUNTER)
        self.belongs: dict[str, str] = {}
        self.answered: dict[str, dict] = {}
        self.before = self.entries()

    def entries(self) -> int:
        with self.made.archive.records.reading() as tx:
            return tx.log.size()

    def take(self, word: str, act_id: str) -> dict:
        intake = open_intake(self.archive, self.made.documenter, find_collection(self.archive))
        deposit = Deposit(describe(f"FICTIONAL {word} {self.run}"))
        with self.archive.objects.new_batch() as batch:
            kept = hand_in_now(self.archive, self.made.documenter, act_id, intake, deposit, batch)
        return {"number": kept.outcome.number}

    def send(self, key: str, word: str, cut: str = "") -> dict:
        """`cut`: what fails: "" nothing, else before or after the item is there."""

        def act(act_id: str) -> dict:
            if cut == "before":
                raise Unavailable("cut off")
            with pytest.raises(KeyBusy):
                once(self.archive, self.made.documenter, request, lambda _id: {})
            answer = self.take(word, act_id)
            if cut == "after":
                raise Unavailable("cut off")
            return answer

        request = asked("deposit", f"{key}{self.run}", {"word": word})
        return once(self.archive, self.made.documenter, request, act)

    @rule(key=KEYS, word=WORDS, cut=st.sampled_from(["", "before", "after"]))
    def send_it(self, key: str, word: str, cut: str) -> None:
        other = next((k for k, w in self.belongs.items() if w == word and k != key), None)
        if self.belongs.get(key, word) != word:
            with pytest.raises(KeyReused):
                self.send(key, word, cut)
        elif key in self.answered:
            assert self.send(key, word, cut) == self.answered[key]
        elif other is None:
            self.belongs[key] = word
            if cut:
                with pytest.raises(Unavailable):
                    self.send(key, word, cut)
            else:
                self.answered[key] = self.send(key, word)

    @precondition(lambda self: self.belongs)
    @rule(seconds=st.integers(0, 600))
    def wait(self, seconds: int) -> None:
        self.clock.move(seconds=seconds)

    @invariant()
    def each_item_is_there_once_with_its_entries(self) -> None:
        with self.made.archive.records.reading() as tx:
            rows = list(tx.log.entries(self.before))
        new = [row.item_id for row in rows if row.event_type == "accession"]
        assert len(new) == len(set(new)) <= len(set(self.belongs.values()))
        assert len(rows) == len(new), "and nothing else was written"
        numbers = [each["number"] for each in self.answered.values()]
        assert len(numbers) == len(set(numbers)) <= len(new)


def test_any_order_of_sending_again_makes_each_item_once(tmp_path):
    made = make_archive(tmp_path)
    steps = settings(max_examples=25, stateful_step_count=12, deadline=None, derandomize=True)
    run_state_machine_as_test(type("OverOne", (Sender,), {"made": made}), settings=steps)
    made.close()


def test_fingerprints_are_of_the_whole_request():
    first = asked("e", "k", {"a": 1, "b": [1, 2]})
    assert first.fingerprint == hashlib.sha256(b'{"a":1,"b":[1,2]}').hexdigest()
    assert asked("e", "k", {"b": [1, 2], "a": 1}) == first
    assert asked("e", "k", {"a": 1, "b": [2, 1]}) != first
