"""data/item.json: what a bundle says it consists of."""

import re
from dataclasses import dataclass
from typing import Any, Final

from archive.verifier.bag import Bag
from archive.verifier.entry import is_uuid
from crypto.canonical import parse_canonical_object
from crypto.digest import is_sha256_hex
from crypto.errors import FormatError

ITEM: Final = "data/item.json"
FORMAT: Final = "urn:sviedka:item-bundle:v1"
_MEMBERS: Final = frozenset({"format", "item_number", "item_id", "entries", "agents", "objects"})
_ROLES: Final = frozenset({"exhibit", "rendition", "record"})
_OBJECT: Final = frozenset({"sha256", "role", "header"})
_ENTRY_PATH = re.compile(r"data/(entries|agents)/(0|[1-9][0-9]{0,17})\.json")
_OBJECT_PATH = re.compile(r"data/objects/([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class DescribedObject:
    """One object: digest of its payload, role, and whether a header belongs to it."""

    sha256: str
    role: str
    has_header: bool


@dataclass(frozen=True, slots=True)
class ItemDescription:
    """The item: leaf indices of its entries and of those about agents, and its objects.

    `item_id` is None when the description was not readable and this one was made up from the files that
    are there.
    """

    item_number: str
    item_id: str | None
    entries: tuple[int, ...]
    agents: tuple[int, ...]
    objects: tuple[DescribedObject, ...]

    @property
    def paths(self) -> set[str]:
        """The payload files that belong to the bundle by this description."""
        paths = {ITEM, "data/checkpoint", "data/policy", "data/README.txt"}
        for each in self.objects:
            paths.add(f"data/objects/{each.sha256}")
            if each.has_header:
                paths.add(f"data/headers/{each.sha256}")
        for place, indices in (("entries", self.entries), ("agents", self.agents)):
            for index in indices:
                paths |= {f"data/{place}/{index}.json", f"data/{place}/{index}.tlog-proof"}
        return paths


def read_description(data: bytes) -> ItemDescription:
    """Return the description in data/item.json; FormatError if it does not follow the format."""
    value = parse_canonical_object(data)
    if value.keys() != _MEMBERS or value["format"] != FORMAT:
        raise FormatError("not the description of an item bundle of version 1")
    number, item_id, objects = value["item_number"], value["item_id"], value["objects"]
    if not isinstance(number, str) or not is_uuid(item_id) or not isinstance(objects, list):
        raise FormatError("the description of an item lacks its number, id or objects")
    described = tuple(_read_object(each) for each in objects)
    if len({each.sha256 for each in described}) != len(described):
        raise FormatError("the description of an item names an object twice")
    return ItemDescription(
        number, str(item_id), _read_indices(value["entries"]), _read_indices(value["agents"]), described
    )


def describe_files(bag: Bag) -> ItemDescription:
    """Make up a description from the files that are there, when none can be read."""
    indices: dict[str, list[int]] = {"entries": [], "agents": []}
    objects = []
    for path in bag.sizes:
        entry, payload = _ENTRY_PATH.fullmatch(path), _OBJECT_PATH.fullmatch(path)
        if entry:
            indices[entry[1]].append(int(entry[2]))
        elif payload:
            header = f"data/headers/{payload[1]}" in bag.sizes
            objects.append(DescribedObject(payload[1], "record", header))
    entries, agents = sorted(indices["entries"]), sorted(indices["agents"])
    return ItemDescription("", None, tuple(entries), tuple(agents), tuple(objects))


def _read_indices(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(each) is int and each >= 0 for each in value):
        raise FormatError("the entries of a description are leaf indices")
    if value != sorted(set(value)):
        raise FormatError("the entries of a description are in the order of the log, each once")
    return tuple(value)


def _read_object(value: Any) -> DescribedObject:  # noqa: ANN401  # any JSON value
    if not isinstance(value, dict) or value.keys() != _OBJECT:
        raise FormatError("an object of a description has a digest, a role and a header flag")
    sha256, role, has_header = value["sha256"], value["role"], value["header"]
    if not is_sha256_hex(sha256) or role not in _ROLES or type(has_header) is not bool:
        raise FormatError("an object of a description is malformed")
    return DescribedObject(sha256, str(role), has_header)
