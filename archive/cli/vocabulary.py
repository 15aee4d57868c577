"""`sviedka vocabulary`: violation types, crimes with elements, legal instruments, modes of liability."""

from collections.abc import Iterator
from typing import Any

import click

from archive.cli.context import columns, emit
from archive.cli.words import dates, json_option, language_option, word
from archive.domain.charges import Charge
from archive.domain.claims import CHARGE
from archive.domain.errors import UnknownTerm
from archive.domain.labels import LANGUAGES
from archive.domain.sentences import sentence
from archive.domain.vocabulary import Crime, LegalInstrument, ModeOfLiability, Term, Vocabularies
from schemas.vocabularies.loader import load_vocabularies


@click.group()
def vocabulary() -> None:
    """Violation types and what they may amount to in law."""


@vocabulary.command()
def version() -> None:
    """The version of the vocabularies: a label and a digest of all the data."""
    click.echo(load_vocabularies().version)


@vocabulary.command(name="list")
@click.option("--crimes", "of", flag_value="crimes", help="Crimes instead of violation types.")
@click.option("--laws", "of", flag_value="laws", help="Legal instruments instead of violation types.")
@click.option(
    "--charges", "of", flag_value="charges", help="Articles of domestic law under which people are charged."
)
@click.option("--modes", "of", flag_value="modes", help="Modes of liability instead of violation types.")
@language_option
@json_option
def list_(of: str | None, language: str, as_json: bool) -> None:
    """All violation types as a tree; or all crimes, instruments, charges or modes of liability."""
    found = load_vocabularies()
    if of == "charges":
        charges = found.charges.all()
        articles = [
            (one.id, one.code.edition, dates(one.valid_from, one.valid_to, language), one.labels[language])
            for one in charges
        ]
        emit(list(map(_charge_json, charges)), as_json=as_json, text=lambda: columns(articles))
        return
    if of == "crimes":
        rows = [(crime.id, crime.article, crime.title) for crime in found.crimes.values()]
    elif of == "laws":
        rows = [(law.prefix, law.applicable_from.edtf, law.title) for law in found.instruments.values()]
    elif of == "modes":
        rows = [(mode.id, mode.article, mode.title) for mode in found.modes.values()]
    else:
        terms = [_term_json(term, found) for term in found.violations.all()]
        emit(terms, as_json=as_json, text=lambda: _tree(found, language))
        return
    data = [
        dict(zip(("id", "from" if of == "laws" else "article", "title"), row, strict=True)) for row in rows
    ]
    emit(data, as_json=as_json, text=lambda: columns(rows))


def _tree(found: Vocabularies, language: str) -> str:
    rows = []
    for term in found.violations.all():
        depth = len(found.violations.ancestors(term.id))
        rows.append(("  " * depth + term.id, term.labels[language]))
    return columns(rows)


@vocabulary.command()
@click.argument("text")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="Only labels of this language.")
@json_option
def search(text: str, language: str | None, as_json: bool) -> None:
    """Violation types in whose id or labels all words of TEXT occur."""
    found = load_vocabularies()
    terms = found.violations.search(text, language or "")
    if not terms:
        raise UnknownTerm("No violation type has these words.", nearest=found.violations.suggest(text))
    emit(
        [_term_json(term, found) for term in terms],
        as_json=as_json,
        text=lambda: columns([(term.id, term.labels[language or "en"]) for term in terms]),
    )


@vocabulary.command()
@click.argument("term_id", metavar="ID")
@language_option
@json_option
def show(term_id: str, language: str, as_json: bool) -> None:
    """One violation type, crime, mode of liability, legal instrument or charge in full."""
    found = load_vocabularies()
    if term_id in found.crimes:
        crime = found.crimes[term_id]
        emit(_crime_json(crime, found), as_json=as_json, text=lambda: _crime_text(crime, found, language))
    elif term_id in found.modes:
        mode = found.modes[term_id]
        emit(_elements_json(mode), as_json=as_json, text=lambda: "\n".join(_elements_text(mode)))
    elif term_id in found.instruments:
        law = found.instruments[term_id]
        emit(_law_json(law), as_json=as_json, text=lambda: _law_text(law, language))
    elif CHARGE.fullmatch(term_id):
        entries = found.charges.entries(term_id)
        if not entries:
            said = sentence("The register does not have the charge %(name)s.", name=repr(term_id))
            raise UnknownTerm(said, nearest=found.charges.suggest(term_id))
        emit(
            list(map(_charge_json, entries)),
            as_json=as_json,
            text=lambda: "\n\n".join(_charge_text(one, found, language) for one in entries),
        )
    else:
        term = found.violations.term(term_id)
        emit(_term_json(term, found), as_json=as_json, text=lambda: _term_text(term, found, language))


def _term_json(term: Term, found: Vocabularies) -> dict[str, Any]:
    violations = found.violations
    return {
        "id": term.id,
        "labels": {language: term.labels[language] for language in LANGUAGES},
        "definition": term.definition,
        "notes": term.notes,
        "ancestors": list(violations.ancestors(term.id)),
        "children": list(violations.children(term.id)),
        "legal_basis": [
            {
                "reference": reference,
                "instrument": found.instrument(reference).title,
                "belarus_status": found.instrument(reference).belarus_status,
                "applicable_from": found.instrument(reference).applicable_from.edtf,
            }
            for reference in term.legal_basis
        ],
        "crimes": [
            {
                "crime": link.crime,
                "title": found.crime(link.crime).title,
                "fit": link.fit,
                "condition": link.condition,
            }
            for link in violations.crimes(term.id)
        ],
        "huridocs": term.huridocs,
        "vocabulary": found.version,
    }


def _elements_json(of: Crime | ModeOfLiability) -> dict[str, Any]:
    return {
        "id": of.id,
        "article": of.article,
        "title": of.title,
        "elements": [
            {"number": one.number, "text": one.text, "kind": one.kind, "evidence": one.evidence}
            for one in of.elements
        ],
    }


def _crime_json(crime: Crime, found: Vocabularies) -> dict[str, Any]:
    links = found.violations.violations_of(crime.id)
    return {
        **_elements_json(crime),
        "source": crime.source,
        "violations": [
            {"id": link.violation, "fit": link.fit, "condition": link.condition} for link in links
        ],
    }


def _law_json(law: LegalInstrument) -> dict[str, Any]:
    return {
        "prefix": law.prefix,
        "title": law.title,
        "belarus_status": law.belarus_status,
        "applicable_from": law.applicable_from.edtf,
        "note": law.note,
        "source": law.source,
    }


def _charge_json(charge: Charge) -> dict[str, Any]:
    return {
        "id": charge.id,
        "labels": {language: charge.labels[language] for language in LANGUAGES},
        "code": charge.code.id,
        "edition": charge.code.edition,
        "code_labels": {language: charge.code.labels[language] for language in LANGUAGES},
        "valid_from": charge.valid_from,
        "valid_to": charge.valid_to,
        "sources": list(charge.sources),
        "confidence": charge.confidence,
        "note": charge.note,
    }


def _charge_text(charge: Charge, found: Vocabularies, language: str) -> str:
    sources = "; ".join(found.sources[key].description for key in charge.sources)
    rows = [
        (f"{word('code', language)}:", charge.code.labels[language]),
        (f"{word('in_force', language)}:", dates(charge.valid_from, charge.valid_to, language)),
        (f"{word('note', language)}:", charge.note),
        (f"{word('sources', language)}:", f"{sources} ({word('confidence', language)}: {charge.confidence})"),
    ]
    other = [label for label in charge.labels.all() if label != charge.labels[language]]
    lines = [charge.id, charge.labels[language], *other, "", columns([row for row in rows if row[1]])]
    return "\n".join(lines)


def _block(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{heading}:"
        yield from (f"  {line}" for line in lines)


def _term_text(term: Term, found: Vocabularies, language: str) -> str:
    def named(ids: tuple[str, ...]) -> list[str]:
        rows = [(one, found.violations.term(one).labels[language]) for one in ids]
        return columns(rows).splitlines()

    laws: list[tuple[str, ...]] = []
    for reference in term.legal_basis:
        law = found.instrument(reference)
        since = f"{word('applicable', language)} {law.applicable_from.edtf}"
        laws.append((reference, since, law.belarus_status.replace("_", " "), law.title))
    other = [label for label in term.labels.all() if label != term.labels[language]]
    lines = [term.id, term.labels[language], *other]
    lines += _block(word("definition", language), [text for text in (term.definition, term.notes) if text])
    lines += _block(word("parent", language), named(found.violations.ancestors(term.id)))
    lines += _block(word("children", language), named(found.violations.children(term.id)))
    lines += _block(word("law", language), columns(laws).splitlines())
    for link in found.violations.crimes(term.id):
        crime = found.crime(link.crime)
        lines += _block(
            f"{word('crimes', language)}: {crime.id}, {link.fit}", [link.condition, *_elements_text(crime)]
        )
    lines += _block(word("huridocs", language), [term.huridocs] if term.huridocs else [])
    return "\n".join(lines)


def _elements_text(of: Crime | ModeOfLiability) -> list[str]:
    rows = [(f"  {one.number}.", one.kind or one.evidence, one.text) for one in of.elements]
    return [f"{of.article}: {of.title}", *columns(rows).splitlines()]


def _crime_text(crime: Crime, found: Vocabularies, language: str) -> str:
    rows = [
        (link.violation, link.fit, found.violations.term(link.violation).labels[language])
        for link in found.violations.violations_of(crime.id)
    ]
    lines = [crime.id, *_elements_text(crime)]
    lines += _block(word("violations", language), columns(rows).splitlines())
    lines += _block(word("sources", language), [crime.source] if crime.source else [])
    return "\n".join(lines)


def _law_text(law: LegalInstrument, language: str) -> str:
    rows = [
        (f"{word('applicable', language)}:", law.applicable_from.edtf),
        (f"{word('status', language)}:", law.belarus_status.replace("_", " ")),
        (f"{word('note', language)}:", law.note),
        (f"{word('sources', language)}:", law.source),
    ]
    return "\n".join([law.prefix, law.title, "", columns([row for row in rows if row[1]])])
