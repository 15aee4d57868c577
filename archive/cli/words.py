"""Headings of what `sviedka vocabulary` and `sviedka unit` print, in English, Russian and Belarusian."""

from typing import Final

import click

from archive.domain.labels import LANGUAGES, Labels

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    envvar="SVIEDKA_LANG",
    help="Language of names and headings.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="For programs.")

_WORDS: Final = {
    "names": Labels("names", "названия", "назвы"),
    "aliases": Labels("also called", "также", "таксама"),
    "kind": Labels("kind", "вид", "від"),
    "existed": Labels("existed", "существование", "існаванне"),
    "place": Labels("place", "место", "месца"),
    "sources": Labels("sources", "источники", "крыніцы"),
    "confidence": Labels("confidence", "надёжность", "надзейнасць"),
    "note": Labels("note", "примечание", "заўвага"),
    "parents": Labels("stood under", "подчинение", "падпарадкаванне"),
    "before": Labels("came from", "предшественники", "папярэднікі"),
    "after": Labels("followed by", "преемники", "пераемнікі"),
    "at": Labels("at", "на дату", "на дату"),
    "superiors": Labels("superiors", "вышестоящие", "вышэйстаячыя"),
    "subordinates": Labels("subordinates", "подчинённые", "падначаленыя"),
    "definition": Labels("definition", "определение", "азначэнне"),
    "parent": Labels("belongs to", "относится к", "адносіцца да"),
    "children": Labels("narrower", "более узкие", "вузейшыя"),
    "law": Labels("legal basis", "правовая основа", "прававая аснова"),
    "crimes": Labels("crimes", "преступления", "злачынствы"),
    "elements": Labels("elements", "элементы", "элементы"),
    "violations": Labels("violation types", "виды нарушений", "віды парушэнняў"),
    "huridocs": Labels("HURIDOCS", "HURIDOCS", "HURIDOCS"),
    "applicable": Labels("applicable from", "применим с", "дзейнічае з"),
    "code": Labels("code", "кодекс", "кодэкс"),
    "in_force": Labels("in force", "действие", "дзеянне"),
    "status": Labels("Belarus", "Беларусь", "Беларусь"),
    "certainly": Labels("certainly", "точно", "дакладна"),
    "possibly": Labels("possibly", "возможно", "магчыма"),
    "no": Labels("no", "нет", "не"),
    "outside": Labels("outside its existence", "вне срока существования", "па-за тэрмінам існавання"),
    "presumed": Labels(
        "beginning or end not recorded", "начало или конец неизвестны", "пачатак або канец невядомыя"
    ),
    "disputed": Labels("sources conflict", "источники расходятся", "крыніцы разыходзяцца"),
    "unknown": Labels("unknown", "неизвестно", "невядома"),
    "ongoing": Labels("ongoing", "по настоящее время", "па сённяшні дзень"),
    "none": Labels("none", "нет", "няма"),
    "several": Labels(
        "Several units bear this name; the archive does not choose.",
        "Это название носят несколько структур; архив не выбирает.",
        "Гэтую назву маюць некалькі структур; архіў не выбірае.",
    ),
}


def word(key: str, language: str) -> str:
    """The heading in one of LANGUAGES."""
    return _WORDS[key][language]


def dates(valid_from: str, valid_to: str, language: str) -> str:
    """A period of the register for people: `..` at the end is ongoing, an empty bound unknown."""
    start = valid_from or word("unknown", language)
    end = word("ongoing", language) if valid_to == ".." else valid_to or word("unknown", language)
    return f"{start} – {end}"
