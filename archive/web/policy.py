"""What a page needs before it answers. A page that declares nothing does not exist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Needs:
    """`acts`: any one of them suffices; none means that every signed-in agent may.

    `confirmed`: passphrase and second factor must have been shown within the last minutes. `public`: nobody
    need be signed in. `streams`: the page reads its form by `archive.web.streaming`, which checks the token.
    The refusal of an act is a custody entry, as on the command line.
    """

    acts: frozenset[Act] = frozenset()
    confirmed: bool = False
    public: bool = False
    streams: bool = False


PUBLIC = Needs(public=True)
SIGNED_IN = Needs()


def needs(*acts: Act, confirmed: bool = False, streams: bool = False) -> Needs:
    """A page for agents who may do one of these acts."""
    return Needs(frozenset(acts), confirmed, streams=streams)


class Audience(Blueprint):
    """A blueprint whose pages each say what they need."""

    def __init__(self, name: str, import_name: str, url_prefix: str | None = None) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.needs: dict[str, Needs] = {}

    def page(
        self, path: str, what: Needs, *, methods: Sequence[str] = ("GET",), endpoint: str = ""
    ) -> Callable[[View], View]:
        """Register a view under its own name. Whatever changes something is a POST, and nothing else is."""

        def register(view: View) -> View:
            name = endpoint or view.__name__
            self.needs[f"{self.name}.{name}"] = what
            self.add_url_rule(path, name, view, methods=list(methods))
            return view

        return register


def declared(app: Any) -> dict[str, Needs]:  # noqa: ANN401 - flask.Flask, whose extensions have any type
    """What each endpoint of the application needs."""
    table: dict[str, Needs] = app.extensions["sviedka_needs"]
    return table
