"""Names of persons across scripts, languages and habits of writing: what is one name, and how it is found.

Pure functions, without state but memos. `decide` compares two names as they are written; `parse_name` tells
surname from given name. `docs/adr/0028-names-by-sound.md` says why it is done so.
"""

from search.names.decision import Decision, Verdict, decide
from search.names.parsing import parse_name
from search.names.parts import Name
from search.names.terms import RULES, condition_of, surname_condition, terms_of

__all__ = [
    "RULES",
    "Decision",
    "Name",
    "Verdict",
    "condition_of",
    "decide",
    "parse_name",
    "surname_condition",
    "terms_of",
]
