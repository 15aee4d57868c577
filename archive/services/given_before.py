"""Has this person already given an account? Yes or no, and whom to ask: nothing of any account.

With the source's agreement a deposit leaves a mark beside the sealed identity: a keyed, slow hash of the
name's words and the year of birth, cut to 20 bits. The key is the collection's intake key. Whoever takes the
machine can try names against the marks (docs/threat-model.md): cut so short, each mark fits about ten people
of a country of ten million, and an archive of a thousand marks answers falsely once in a thousand questions.
A yes is therefore a reason to ask, never a proof.
"""

import hashlib
from dataclasses import dataclass

from archive.domain.agent import Act, Role
from archive.domain.custody import EventType
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.item import Collection, ObjectRole
from archive.domain.labels import fold
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, agent_subject, require
from archive.services.limits import count_attempt

FREE_QUESTIONS = 10
"""Questions of one agent within an hour before each has to wait."""
EARLIEST, LATEST = 1850, 2100
_MARK_DIGITS = 5
_SCRYPT_N, _SCRYPT_R = 2**14, 8
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the question is about. Neither is kept or logged."""

    name: str
    born: int

    def check(self) -> None:
        """Raise InvalidRequest with all problems."""
        problems = []
        if len(_words(self.name)) < 2 or len(self.name) > _LONGEST:
            problems.append(Problem("name", "give name and surname, at most 200 characters"))
        if not EARLIEST <= self.born <= LATEST:
            problems.append(Problem("born", "give the year of birth in four digits"))
        if problems:
            raise InvalidRequest("This is not enough to tell a person.", problems=tuple(problems))


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """The answer. `contacts`: handles of those who may know more."""

    answer: bool
    contacts: tuple[str, ...]


def mark_of(person: Person, intake_key: bytes) -> str:
    """What is kept of a person who agrees to it; the order of names, case and ё do not count."""
    words = " ".join(sorted(_words(person.name))) + f" {person.born}"
    digest = hashlib.scrypt(
        words.encode(), salt=b"sviedka/person" + intake_key, n=_SCRYPT_N, r=_SCRYPT_R, p=1, dklen=32
    )
    return "person:" + digest.hex()[:_MARK_DIGITS]


def has_given_account(archive: Archive, actor: Actor, collection: Collection, person: Person) -> GivenBefore:
    """Ask one collection. One custody entry, without name and answer, whatever the answer is.

    Raise InvalidRequest, and TooManyAttempts after ten questions within an hour.
    """
    require(archive, actor, Act.DEPOSIT)
    person.check()
    count_attempt(archive, "given-before", actor.agent.agent_id, FREE_QUESTIONS)
    mark = mark_of(person, archive.keys.intake_key(collection.collection_id))
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.QUERY,
            [agent_subject(actor.agent.public_key)],
            collection_id=collection.collection_id,
            detail={"question": "given_before"},
        )
        known = work.tx.items.by_object_fingerprint(
            collection.collection_id, [mark], role=ObjectRole.IDENTITY
        )
        agents = work.tx.people.agents()
    contacts = tuple(a.handle for a in agents if Role.CUSTODIAN in a.roles and not a.retired)
    return GivenBefore(bool(known), contacts)


def _words(name: str) -> list[str]:
    return [folded for word in name.replace("-", " ").split() if (folded := fold(word))]
