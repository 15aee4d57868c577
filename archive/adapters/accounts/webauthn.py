"""Passkeys by WebAuthn level 2: user verification required, no attestation, discoverable where possible.

The library is loaded when somebody uses a passkey: it is large, and most requests have none.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive.domain.account import Account
from archive.domain.errors import InvalidRequest
from archive.ports_accounts import NewPasskey, Passkeys, RelyingParty

_REFUSED = "The passkey did not answer as it must. Try again, or use a code."
_SAFE = "Nothing was changed."
_MAX_RESPONSE = 16 * 1024


class WebauthnPasskeys:
    """Every call names the site it is for; what does not verify raises InvalidRequest."""

    def registration_options(
        self, party: RelyingParty, account: Account, challenge: bytes, known: Sequence[str]
    ) -> str:
        """The handle is all that the passkey learns of its owner."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415

        options = webauthn.generate_registration_options(
            rp_id=party.host,
            rp_name=party.host,
            user_name=account.handle,
            user_id=account.account_id.encode(),
            challenge=challenge,
            exclude_credentials=[
                structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
            ],
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
        )
        return webauthn.options_to_json(options)

    def register(self, party: RelyingParty, challenge: bytes, response: str) -> NewPasskey:
        """Attestation is not asked for: which maker's device it is would be one more trace."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415
        from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

        try:
            found = webauthn.verify_registration_response(
                credential=_checked(response),
                expected_challenge=challenge,
                expected_rp_id=party.host,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        except WebAuthnException as error:
            raise InvalidRequest(_REFUSED, safe=_SAFE) from error
        return NewPasskey(bytes_to_base64url(found.credential_id), found.credential_public_key)

    def credential_of(self, response: str) -> str:
        """Says nothing about whether it is genuine: `check` does."""
        found = json.loads(_checked(response))
        name = found.get("id") if isinstance(found, dict) else None
        if not isinstance(name, str):
            raise InvalidRequest(_REFUSED, safe=_SAFE)
        return name

    def check(self, party: RelyingParty, challenge: bytes, response: str, public_key: bytes) -> None:
        """Counters are not compared: synced passkeys have none, and a challenge is used once."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

        try:
            webauthn.verify_authentication_response(
                credential=_checked(response),
                expected_challenge=challenge,
                expected_rp_id=party.host,
                expected_origin=party.origin,
                credential_public_key=public_key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except WebAuthnException as error:
            raise InvalidRequest(_REFUSED, safe=_SAFE) from error


def _checked(response: str) -> str:
    """Size and JSON syntax; the library checks the rest."""
    try:
        if len(response) > _MAX_RESPONSE:
            raise InvalidRequest(_REFUSED, safe=_SAFE)
        json.loads(response)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(_REFUSED, safe=_SAFE) from error
    return response


if TYPE_CHECKING:
    _conforms: type[Passkeys] = WebauthnPasskeys
