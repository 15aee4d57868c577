"""How values are spelled before they are blinded: the same for documents and queries."""

from collections.abc import Iterable, Iterator

from archive.domain.consent import Answer, Consent, Grant, Use
from archive.domain.labels import fold as fold_name

BREAK = "\x00"
"""A word that no text contains. It stands between the parts of an item, so that no phrase crosses them."""

SLOTS = 256
"""Terms that one witness is spread over."""

_ANY = "*"
_SEPARATOR = "\x1f"


def language_term(language: str) -> str:
    """Return the primary subtag of a BCP 47 tag, in lower case: `be-Latn` is `be`."""
    return language.replace("_", "-").partition("-")[0].strip().lower()


def person_term(person: str) -> str:
    """Return a person as written, but for case, ё, quotes, spaces and accents."""
    return fold_name(person)


def use_terms(use: Use) -> tuple[str, ...]:
    """Return the terms under which a grant may speak of this use: exactly, or for any recipient or State."""
    return tuple(
        _SEPARATOR.join((use.purpose, recipient, jurisdiction))
        for recipient in (_recipient(use.recipient), _ANY)
        for jurisdiction in (_jurisdiction(use.jurisdiction), _ANY)
    )


def grant_terms(grant: Grant) -> Iterator[str]:
    """Yield the terms of a grant: its purpose with every recipient and State it names, or `*` for any."""
    recipients = [_recipient(recipient) for recipient in grant.recipients] or [_ANY]
    jurisdictions = [_jurisdiction(jurisdiction) for jurisdiction in grant.jurisdictions] or [_ANY]
    for recipient in recipients:
        for jurisdiction in jurisdictions:
            yield _SEPARATOR.join((grant.purpose, recipient, jurisdiction))


def consent_terms(consent: Consent, answer: Answer) -> Iterable[str]:
    """Return the terms of all grants with one answer, each once."""
    return dict.fromkeys(
        term for grant in consent.grants if grant.answer is answer for term in grant_terms(grant)
    )


def witness_terms(witness: str, item_id: str = "") -> tuple[str, ...]:
    """Return the term of a witness for one item, or, for a query, those for every item; none if not known.

    Which of the terms an item gets depends on its id: of two accounts of one witness, one pair in 256 has the
    same token, so the index does not tell which accounts belong together.
    """
    if not witness:
        return ()
    slots = (int(item_id[:8], 16) % SLOTS,) if item_id else range(SLOTS)
    return tuple(f"{witness}{_SEPARATOR}{slot}" for slot in slots)


def _recipient(name: str) -> str:
    return f"={name.casefold()}"


def _jurisdiction(code: str) -> str:
    return f"={code.upper()}"
