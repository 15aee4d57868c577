"""Public addresses and one's own account."""

from tests.web_access import EVERYBODY, SIGNED_IN

TABLE = {
    "static": EVERYBODY,
    "public.checkpoint": EVERYBODY,
    "public.log_keys": EVERYBODY,
    "account.home": SIGNED_IN,
    "account.sign_in": EVERYBODY,
    "account.begin_session": EVERYBODY,
    "account.confirm": SIGNED_IN,
    "account.confirm_session": SIGNED_IN,
    "account.sign_out": SIGNED_IN,
    "account.choose_language": EVERYBODY,
    "account.show": SIGNED_IN,
    "account.end_one_session": SIGNED_IN,
    "account.passphrase": SIGNED_IN,
    "account.set_passphrase": SIGNED_IN,
    "account.authenticator": SIGNED_IN,
    "account.set_authenticator": SIGNED_IN,
    "account.recovery_codes": SIGNED_IN,
    "account.new_passkey": SIGNED_IN,
    "account.keep_passkey": SIGNED_IN,
    "account.drop_passkey": SIGNED_IN,
    "account.enter_code": EVERYBODY,
    "account.accept_invitation": EVERYBODY,
}
