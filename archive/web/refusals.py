"""Why a request is not answered, before any page is asked."""

from archive.domain.errors import ArchiveError

_SAFE = "Nothing was changed."


class ForeignOrigin(ArchiveError):
    """A form that another site sent, or a browser that does not say where it came from."""

    code = "foreign-origin"
    exit_code = 3

    def __init__(self) -> None:
        super().__init__("This did not come from a page of the archive.", safe=_SAFE)


class FormExpired(ArchiveError):
    """A form whose token is of another session, or none."""

    code = "form-expired"
    exit_code = 3

    def __init__(self) -> None:
        super().__init__("This form belongs to a session that is over.", safe=_SAFE)


class ConfirmFirst(ArchiveError):
    """A sensitive act that asks for passphrase and second factor again."""

    code = "confirm-first"
    exit_code = 3

    def __init__(self) -> None:
        super().__init__("Confirm that it is you before this act.", safe=_SAFE)
