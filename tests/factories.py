"""Archives for tests: a real folder, agents of every role, deposits by the way intake takes.

Everybody here is fictional. The KDF is the insecure one, so that signing in costs milliseconds.
"""

import atexit
import io
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from archive.bootstrap import close_archive, create_archive, open_archive
from archive.domain.agent import Role
from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose, Use
from archive.domain.description import Allegation, Description, Identity, Kind, RelationType
from archive.domain.record import MediaType
from archive.ports_objects import ObjectBatch
from archive.services.agents import register_agent, set_membership, sign_in
from archive.services.change import amend, change_consent, link_items
from archive.services.collections import CollectionRequest, find_collection
from archive.services.context import Actor, Archive
from archive.services.deposit import Deposit, Outcome, accession, open_intake
from archive.services.founding import Passphrases
from archive.services.indexing import catch_up
from archive.services.publish import publish_checkpoint
from archive.services.sealed import SealedExhibit
from archive.services.withdrawal import withdraw
from config import Settings
from config.settings import INSECURE_KDF
from crypto.age.hybrid import HybridRecipient
from ingest.exhibits import exhibit_of
from ingest.names import printable_name
from ingest.sealing import seal_stream

SECRETS = Passphrases(
    "custodian words for a test archive",
    "collection words for a test archive",
    "vault words for a test archive",
)
HANDLES = ("documenter", "lawyer", "auditor")
PROSECUTION = Use(Purpose.PROSECUTION, "", "DE")
TEXT = MediaType("text/plain", "test", "1")
_PASSPHRASE = "words of {} for a test archive"


@dataclass(slots=True)
class TestArchive:
    """One archive on disk, opened; `actor(handle)` signs in."""

    __test__ = False

    root: Path
    archive: Archive
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, handle: str) -> Actor:
        if handle not in self._actors:
            secret = SECRETS.custodian if handle == "custodian" else _PASSPHRASE.format(handle)
            self._actors[handle] = sign_in(self.archive, handle, secret)
        return self._actors[handle]

    @property
    def custodian(self) -> Actor:
        return self.actor("custodian")

    @property
    def documenter(self) -> Actor:
        return self.actor("documenter")

    @property
    def lawyer(self) -> Actor:
        return self.actor("lawyer")

    @property
    def auditor(self) -> Actor:
        return self.actor("auditor")

    def publish(self) -> None:
        publish_checkpoint(self.archive)

    def deposit(
        self,
        exhibits: Sequence[bytes] = (),
        description: Description | None = None,
        identity: Identity | None = None,
        collection: str = "",
    ) -> Outcome:
        return self.deposit_all([(exhibits, description or describe(), identity)], collection)[0]

    def deposit_all(
        self,
        deposits: Sequence[tuple[Sequence[bytes], Description, Identity | None]],
        collection: str = "",
    ) -> tuple[Outcome, ...]:
        """Deposit in one group, as the pipeline does."""
        archive = self.archive
        intake = open_intake(archive, self.documenter, find_collection(archive, collection or "main"))
        with archive.objects.new_batch() as batch:
            ready = [
                Deposit(
                    description,
                    tuple(
                        sealed_exhibit(batch, data, f"exhibit-{n}.txt", intake.content)
                        for n, data in enumerate(exhibits)
                    ),
                    identity,
                )
                for exhibits, description, identity in deposits
            ]
            return accession(archive, self.documenter, intake, ready, batch)

    def close(self) -> None:
        close_archive(self.archive)


def describe(title: str = "FICTIONAL statement", **changes: object) -> Description:
    """A description with consent for prosecution and analysis."""
    basic = Description(
        kind=Kind.TESTIMONY,
        title=title,
        languages=("en",),
        consent=consent(Purpose.PROSECUTION, Purpose.ANALYSIS),
        text=f"{title}: a text that nobody ever said.",
        fictional=True,
        sensitivity=2,
        allegations=(Allegation(),),
    )
    return replace(basic, **changes)  # type: ignore[arg-type]


def consent(*purposes: Purpose) -> Consent:
    """A source who says yes to these purposes, and to no other."""
    return Consent(ConsentBasis.SOURCE, tuple(Grant(purpose, Answer.YES) for purpose in purposes))


def make_archive(tmp_path: Path, name: str = "archive", *, fresh: bool = False) -> TestArchive:
    """A new archive with a custodian, a documenter, a lawyer cleared for everything, and an auditor.

    A copy of one founded once per process, because founding waits for the disk; `fresh` founds another.
    """
    root = tmp_path / name
    if fresh:
        _found(root)
    else:
        shutil.copytree(_template(), root)
    return reopen(root)


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sviedka-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _found(folder / "archive")


def _found(root: Path) -> Path:
    settings = Settings(root, kdf=INSECURE_KDF, two_person=False)
    create_archive(settings, "custodian", [Role.CUSTODIAN], CollectionRequest("main", "BYA"), SECRETS)
    made = reopen(root)
    for handle in HANDLES:
        register_agent(made.archive, made.custodian, handle, [Role(handle)], _PASSPHRASE.format(handle))
    admit(made, "lawyer", 3)
    made.publish()
    made.close()
    return root


def admit(made: TestArchive, handle: str, clearance: int, collection: str = "main") -> None:
    """Let an agent into a collection."""
    set_membership(
        made.archive,
        made.custodian,
        find_collection(made.archive, collection),
        handle,
        clearance,
        SECRETS.collection,
    )


def reopen(root: Path) -> TestArchive:
    """Open an archive that is on disk."""
    return TestArchive(root, open_archive(Settings(root, kdf=INSECURE_KDF, two_person=False)))


@dataclass(frozen=True, slots=True)
class Scenario:
    """Item numbers of an archive in which everything has happened once."""

    two_exhibits: str
    with_identity: str
    amended: str
    consented: str
    withdrawn: str
    linked: str


def fill(made: TestArchive) -> Scenario:
    """Everything happens once: deposits, an amendment, consent, a withdrawal; a link, not signed for yet."""
    outcomes = made.deposit_all(
        [
            (
                (b"FICTIONAL first exhibit\n" * 40, b"FICTIONAL second exhibit\n" * 60),
                describe("two exhibits"),
                None,
            ),
            ((b"FICTIONAL letter\n",), describe("with identity"), Identity(name="Fictional Person")),
            ((b"FICTIONAL note\n",), describe("amended"), None),
            ((b"FICTIONAL consent\n",), describe("consented"), None),
            ((b"FICTIONAL withdrawn\n",), describe("withdrawn"), Identity(name="Another Fiction")),
            ((), describe("linked"), None),
        ]
    )
    made.publish()
    numbers = Scenario(*(outcome.number for outcome in outcomes))
    archive, lawyer = made.archive, made.lawyer
    amend(archive, lawyer, numbers.amended, 1, describe("amended", place="Fictional place"), "a better place")
    change_consent(
        archive, lawyer, numbers.consented, 1, consent(Purpose.PROSECUTION), "the source narrowed it"
    )
    withdraw(archive, made.custodian, numbers.withdrawn, "the source asked")
    catch_up(archive, lawyer)
    made.publish()
    link_items(archive, lawyer, numbers.linked, RelationType.SAME_INCIDENT, numbers.two_exhibits, "same day")
    return numbers


def sealed_exhibit(
    batch: ObjectBatch,
    data: bytes,
    name: str,
    recipients: Sequence[HybridRecipient],
    media_type: MediaType = TEXT,
) -> SealedExhibit:
    """Bytes sealed into the batch as an exhibit of that name and type."""
    staged = batch.create()
    sealed = seal_stream(io.BytesIO(data), staged, recipients)
    return exhibit_of(staged, sealed, printable_name(name), media_type)
