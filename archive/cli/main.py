"""Entry point of `sviedka`: options that all commands share, and the one table from errors to exit codes."""

import atexit
import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from archive.cli.context import Session
from archive.domain.errors import ArchiveError, InvalidRequest, Unavailable

DEBUG_VARIABLE = "SVIEDKA_DEBUG"
EXIT_PIPE = 141
EXIT_UNFORESEEN = 70
_RARELY = 50_000
"""New objects between two looks for garbage: while modules are loaded there is none, and a tenth is saved."""


_COMMANDS = {
    "accounts": "kin",
    "agent": "agent",
    "alerts": "saved",
    "amend": "item",
    "approval": "approval",
    "collection": "collection",
    "consent": "consent",
    "count": "count",
    "doctor": "doctor",
    "enrol": "enrol",
    "exhibit": "item",
    "export": "export",
    "given-before": "given_before",
    "identity": "item",
    "index": "index",
    "ingest": "ingest",
    "init": "init",
    "law": "law",
    "link": "item",
    "log": "log",
    "name": "name",
    "query": "query",
    "pattern": "pattern",
    "recovery": "recovery",
    "rendition": "rendition",
    "revisions": "work",
    "saved": "saved",
    "search": "search",
    "search-list": "search_list",
    "show": "item",
    "similar": "kin",
    "token": "token",
    "unit": "unit",
    "upgrade": "upgrade",
    "verify": "verify",
    "vocabulary": "vocabulary",
    "withdraw": "item",
    "work": "work",
}
"""Each command and the module of this package that has it under its own name."""


class _Commands(click.Group):
    """Imports a command's module when the command is asked for: a deposit need not load the verifier."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = getattr(import_module(f"archive.cli.{module}"), cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--archive",
    "root",
    envvar="SVIEDKA_ARCHIVE",
    type=click.Path(path_type=Path),
    help="The archive's folder.",
)
@click.option("--as", "handle", envvar="SVIEDKA_AGENT", default="", help="The agent that acts.")
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="First line: the agent's passphrase."
)
@click.pass_context
def cli(context: click.Context, root: Path | None, handle: str, passphrase_file: Path | None) -> None:
    """Sviedka: an evidence archive for transitional justice.

    Exit codes: 0 done, 1 defects found or something refused, 2 wrong request, 3 not permitted or key missing,
    4 not found, 5 conflict, 70 a fault of Sviedka, 75 try again later, 90 the evidence itself is in doubt.
    """
    context.obj = Session(root, handle, passphrase_file)
    context.call_on_close(context.obj.close)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; an error is one message on standard error and an exit code, never a traceback."""
    gc.set_threshold(_RARELY)
    # Everything was closed, and what is left is freed with the process: looking through it takes a twentieth
    # of a second.
    atexit.register(gc.freeze)
    try:
        cli.main(args=arguments, prog_name="sviedka", standalone_mode=False)
    except ArchiveError as error:
        click.echo(f"sviedka: {error}", err=True)
        if isinstance(error, InvalidRequest) and not error.safe:
            click.echo("Nothing was changed.", err=True)
        click.echo(f"[{error.code}]", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo(
            "sviedka: stopped. What was reported as deposited is safe; run the same command again.", err=True
        )
        sys.exit(130)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not try to flush it once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        click.echo(_unforeseen(error), err=True)
        sys.exit(Unavailable.exit_code if isinstance(error, OSError) else EXIT_UNFORESEEN)


def _unforeseen(error: Exception) -> str:
    """The last resort: the kind of fault, never its content, which could be testimony."""
    reason = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    code = Unavailable.code if isinstance(error, OSError) else "unforeseen"
    return (
        f"sviedka: a fault that was not foreseen: {type(error).__name__}{reason}.\n"
        "What was acknowledged before is safe; the act that failed is in the archive whole or not at all. "
        f"Set {DEBUG_VARIABLE}=1 to see where it happened.\n[{code}]"
    )


if __name__ == "__main__":
    main()
