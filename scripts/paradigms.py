"""Which entries of the Belarusian dictionary are one word.

A spelling dictionary lists forms to be accepted; it enters one word in pieces when its stem changes: зрабіць,
зробіць (he will do), воды beside вада, пайшоў beside пайсці. The pieces are joined here by rules that need
proof in the dictionary itself, and by a list of irregular words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scripts.affixes import Affixes

_PAST = frozenset("fjlmqwsk")
_PRESENT = frozenset("cegbd")
_THIRD = frozenset("otvn")
_SINGULAR = frozenset("DEHOUT")
_PLURAL = frozenset("FGPQL")
_INFINITIVE = re.compile("(?:ць|ці|чы|цца|ся)$")
_ALIKE = str.maketrans("оэёя", "ааее")
_BACK = (("шч", "ск"), ("шч", "сц"), ("ш", "с"), ("ж", "з"), ("ж", "г"), ("ч", "к"), ("ч", "ц"), ("л", ""))
_FLEETING = re.compile("(.*[^аеёіоуыэюя])[аеёоэяі]([нкцлрв])ь?$")

IRREGULAR = """
ісці іду ішоў ішла ішло ішлі ідучы
мець маю
даць дам дасі дасць дадзім дасце дадуць даў
есці ем ясі есць ядзім ясце ядуць еў ела елі
сесці сяду сеў села селі
магчы магу мог магла магло маглі
легчы лягу лёг лягла ляглі
бегчы бягу бяжыць бег бегла беглі
браць бяру
стаць стану
узяць вазьму ўзяў ўзяць
біць б'ю біў
піць п'ю піў
быць быў была было былі будзе будуць
жыць жыву жыў
весці вяду вёў вяла вялі
везці вязу вёз везла везлі
несці нясу нёс несла неслі
слаць шлю слаў
зваць заву зваў
гнаць ганю гнаў
хацець хачу хоча
чалавек людзі людзей людзям людзямі людзях людзьмі
дзень дні дня дзён
вока вочы вачэй вачам вачамі вачах
вуха вушы вушэй
нага ногі ног
рука рукі рук
дзіця дзеці дзяцей дзецям дзецьмі дзецях
маці маткі
акно вокны вокан
кулак кулака
"""
PREFIXES = "а аб аба ад ада вы да з за зы на над пад пад'  па пера пра пры раз с у ўз уз".split()  # noqa: SIM905


@dataclass(slots=True)
class Entry:
    """A line of the dictionary: its head, its flags, and all its forms."""

    head: str
    flags: frozenset[str]
    forms: set[str] = field(default_factory=set)
    infinitives: tuple[str, ...] = ()


def expand(affixes: Affixes, words: Iterable[tuple[str, str]]) -> list[Entry]:
    """Return every entry with its forms; a word with a prefix of its own meaning is an entry of its own."""
    entries: list[Entry] = []
    for word, flags in words:
        heads = {word: True}
        for longer, flag in affixes.prefixed(word, flags):
            heads[longer] = flag in "ui"  # у and ў, імгла and мгла: the same word
        for head, same in heads.items():
            made = [(form, flag) for form, flag, _ in affixes.suffixed(head, flags)]
            forms = {head, *(form for form, _ in made)}
            if same and head != word:
                entries[-1].forms |= forms
                continue
            entries.append(Entry(head, frozenset(flags), forms, _infinitives(head, flags, made)))
    return entries


def _infinitives(head: str, flags: str, made: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    if head.endswith(("у", "ю")):
        return tuple(form for form, flag in made if flag in "fj" and form.endswith(("ць", "цца")))
    known = set(flags) & _PAST or (not set(flags) - {"K", "p", "z"} and len(head) > 4)
    return (head,) if known and _INFINITIVE.search(head) else ()


class Families:
    """Entries joined into words (union of sets, the first entry found stands for all)."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._parent = list(range(len(entries)))
        self._heads: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._heads[entry.head].append(number)

    def root(self, number: int) -> int:
        """Return the entry that stands for a family."""
        while self._parent[number] != number:
            number = self._parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make two families one; an entry with an infinitive stands for it, else the first given."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return
        if not self.entries[first].infinitives and self.entries[second].infinitives:
            first, second = second, first
        self._parent[second] = first

    def join_all(self) -> None:
        """Apply every rule."""
        self._join_same_heads()
        self._join_irregular()
        self._join_verbs()
        self._join_plurals()
        self._join_fleeting()

    def lemmas(self) -> Iterator[tuple[str, str]]:
        """Yield form and lemma for every form of every entry."""
        for number, entry in enumerate(self.entries):
            first = self.entries[self.root(number)]
            lemma = first.infinitives[0] if first.infinitives else first.head
            for form in entry.forms:
                yield form, lemma

    def _join_same_heads(self) -> None:
        """A verb entered twice, for two sets of forms."""
        for several in self._heads.values():
            verbs = [n for n in several if self.entries[n].flags & (_PAST | _THIRD | _PRESENT)]
            for other in verbs[1:]:
                self.join(verbs[0], other)

    def _join_irregular(self) -> None:
        for line in IRREGULAR.split("\n"):
            words = line.split()
            if not words:
                continue
            self._join_words(words)
            if _INFINITIVE.search(words[0]):
                for prefix in PREFIXES:
                    self._join_words([_prefixed(prefix, word) for word in words])

    def _join_words(self, words: Sequence[str]) -> None:
        known = [n for word in words for n in self._heads.get(word, ())]
        for other in known[1:]:
            self.join(known[0], other)

    def _join_verbs(self) -> None:
        """нясу and пішу with несці and пісаць, зробіць with зрабіць; unstressed vowels may differ."""
        known: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            for infinitive in entry.infinitives:
                known[_key(infinitive)].add(self.root(number))
        for number, entry in enumerate(self.entries):
            joined = self.entries[self.root(number)].infinitives
            if (entry.infinitives and not entry.flags & _THIRD) or (joined and not entry.infinitives):
                continue
            if entry.flags & _PRESENT and entry.head.endswith(("у", "ю")):
                candidates = _from_first_person(entry.head)
            elif entry.flags & _THIRD and not entry.flags & _PAST:
                candidates = _from_third_person(entry.head)
            elif not entry.flags - {"p", "z", "K", "S"}:
                candidates = _from_past(entry.head)
            else:
                continue
            roots = next(
                (known[key] for each in candidates if (key := _key(each)) in known and len(known[key]) == 1),
                set(),
            )
            for root in roots:
                self.join(root, number)

    def _join_plurals(self) -> None:
        """воды with вада, гарады with горад: a plural whose singular has no plural of its own."""
        singular: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            if entry.flags & _SINGULAR and not entry.flags & _PLURAL:
                singular[_noun_key(entry.head)].append(number)
        for number, entry in enumerate(self.entries):
            plural = entry.flags & _PLURAL and not entry.flags & _SINGULAR and entry.head[-1] in "ыіе"
            if not plural:
                continue
            bare = entry.head[1:] if entry.head.startswith("во") else entry.head  # вокны: акно
            owners = singular.get(_noun_key(entry.head)) or singular.get(_noun_key(bare), [])
            if len(owners) == 1:
                self.join(owners[0], number)

    def _join_fleeting(self) -> None:
        """вязень with вязня, кулак with кулака: a bare nominative beside the flagged genitive."""
        for number, entry in enumerate(self.entries):
            if entry.flags or entry.infinitives:
                continue
            head = entry.head
            match = _FLEETING.fullmatch(head)
            bases = [head.removesuffix("ь")]
            if match:
                bases.append(match[1] + match[2])
            if head.endswith("зе"):  # снезе: снег
                bases.append(head[:-2] + "г")
            owners = [
                other
                for base in bases
                for ending in ("а", "я", "у", "")
                for other in self._heads.get(base + ending, ())
                if other != number
                and self.entries[other].flags & frozenset("HOUPQ")
                and not self.entries[other].flags & _PRESENT
            ]
            if len(owners) == 1:
                self.join(owners[0], number)


def _key(word: str) -> str:
    return word.translate(_ALIKE)


def _noun_key(head: str) -> str:
    bare = head[:-1] if head[-1] in "аяоёеэыійь" else head
    return _key(bare.replace("ў", "в"))


def _prefixed(prefix: str, word: str) -> str:
    if word.startswith("і"):
        return prefix + ("й" if prefix[-1] in "аыу" else "ы") + word[1:].removeprefix("й")
    return prefix + word


def _from_first_person(head: str) -> Iterator[str]:
    base = head[:-1]
    stem = base.removesuffix("'")
    if base.endswith(("д", "т")):
        yield base[:-1] + "сці"
    if base.endswith(("г", "к")):
        yield base + "чы"
        yield base[:-1] + "чы"
    for old, new in (("", ""), *_BACK):
        if base.endswith(old):
            changed = base[: len(base) - len(old)] + new
            for ending in ("аць", "яць", "іць", "ыць", "ець", "эць", "ці"):
                yield changed + ending
    if base.endswith("н"):
        yield base[:-1] + "ць"
        yield base[:-1] + "аць"
    yield stem + "іць"
    yield stem + "ыць"


def _from_third_person(head: str) -> Iterator[str]:
    yield head
    for old, new in (("іць", "ець"), ("ыць", "аць"), ("іцца", "ецца"), ("ыцца", "ацца"), ("іць", "яць")):
        if head.endswith(old):
            yield head[: len(head) - len(old)] + new
    if head.endswith(("іць", "ыць")):
        yield head[:-3] + "аць"


def _from_past(head: str) -> Iterator[str]:
    for old in ("ўшы", "ў", "ла", "лі", "ло", ""):
        base = head.removesuffix(old)
        if old and base == head:
            continue
        if base.endswith(("с", "з")):
            yield base + "ці"
        elif base.endswith(("г", "к")):
            yield base + "чы"
            yield base[:-1] + "чы"
        elif old:
            yield base + "ць"
            yield base + "сці"
