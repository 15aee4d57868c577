"""The style: directions are logical, so that pages can be mirrored; paper gets the words alone."""

import re

from tests.architecture.tree import ROOT

CSS = (ROOT / "archive" / "web" / "static" / "app.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
DECLARATIONS = re.findall(r"([\w-]+)\s*:\s*([^;{}]+)[;}]", RULES)
SIDES = re.compile(
    r"(margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right|top|bottom)"
    r"|left|right|top|bottom|(min-|max-)?(width|height)|border-(top|bottom)-(left|right)-radius"
)


def test_no_property_names_a_side_of_the_screen():
    queries = re.sub(r"@media[^{]*\{", "{", RULES)
    found = re.findall(r"[;{]\s*([\w-]+)\s*:", queries)
    assert [name for name in found if SIDES.fullmatch(name)] == []


def test_no_value_names_a_side_of_the_screen():
    named = [(n, v) for n, v in DECLARATIONS if n in {"float", "clear", "text-align", "caption-side"}]
    assert [pair for pair in named if re.search(r"\b(left|right)\b", pair[1])] == []


def test_the_two_sides_of_a_line_are_alike_in_short_forms():
    for name, value in DECLARATIONS:
        parts = value.split()
        if name in {"margin", "padding", "border-radius", "inset"} and len(parts) == 4:
            assert parts[1] == parts[3], (name, value)


def test_paper_gets_no_navigation():
    paper = RULES.partition("@media print")[2]
    assert re.search(r"\.top nav[^}]*display: none", paper)
    assert "--ink: #000" in paper
