"""Tokens: what they open, what their scopes hold, how they end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.domain.agent import Act, Role
from archive.domain.consent import Purpose, Use
from archive.domain.errors import CustodyError, InvalidRequest, NotFound, NotPermitted
from archive.services.agents import change_roles, retire_agent
from archive.services.reading import read_item
from archive.services.sessions import SignedOut
from archive.services.tokens import create_token, resume_token, revoke_token, tokens_of
from tests.web_world import ROLES

USE = Use(Purpose.PROSECUTION)


@pytest.mark.parametrize("act", sorted(Act))
@pytest.mark.parametrize("role", ROLES)
def test_a_scope_gives_what_the_role_has_and_no_more(shown, role, act):
    world, actor = shown.world, shown.world.made.actor(role)
    if not actor.agent.may(act):
        with pytest.raises(InvalidRequest) as refused:
            create_token(world.archive, actor, "more", [act], 1)
        assert [each.code for each in refused.value.problems] == ["not-held"]
        return
    limited = resume_token(
        world.archive, create_token(world.archive, actor, "one", [act], 1).text
    ).actor.agent
    assert [each for each in Act if limited.may(each)] == [act]


def test_a_token_acts_as_its_agent_with_its_keys(own):
    token = create_token(own.world.archive, own.world.made.lawyer, "reader", ["read"], 1)
    actor = resume_token(own.world.archive, token.text).actor
    assert read_item(own.world.archive, actor, own.world.items.two_exhibits, USE).record.version == 1


def test_the_token_is_not_in_the_archive(own):
    text = own.client("lawyer").text
    stored = b"".join(path.read_bytes() for path in own.world.made.root.rglob("*") if path.is_file())
    assert text.removeprefix("sviedka_").encode() not in stored


@pytest.mark.parametrize("field", ["scopes", "account_id", "expires_at"])
def test_a_row_that_was_changed_opens_no_more(own, field):
    archive = own.world.archive
    made = create_token(archive, own.world.made.lawyer, "t", ["search"], 1)
    other = {
        "scopes": "read search",
        "account_id": own.world.enrolled["custodian"].account.account_id,
        "expires_at": made.token.expires_at + timedelta(days=1),
    }
    with archive.records.transaction() as tx:
        tx.accounts.put_token(replace(made.token, **{field: other[field]}))
    with pytest.raises(CustodyError):
        resume_token(archive, made.text)


def test_a_token_ends_by_time_by_its_owner_and_by_a_custodian(own):
    archive, made = own.world.archive, own.world.made
    by_time = create_token(archive, made.lawyer, "t", ["read"], 1)
    by_owner = create_token(archive, made.lawyer, "o", ["read"], 90)
    by_custodian = create_token(archive, made.lawyer, "c", ["read"], 90)
    before = own.world.entries()
    revoke_token(archive, made.lawyer, by_owner.token.token_id)
    revoke_token(archive, made.custodian, by_custodian.token.token_id)
    assert own.world.entries() == before + 2
    own.world.clock.move(days=2)
    for each in (by_time, by_owner, by_custodian):
        with pytest.raises(SignedOut):
            resume_token(archive, each.text)
    with archive.records.reading() as tx:
        assert tx.accounts.token(by_owner.token.token_id).sealed == b""


def test_nobody_else_ends_or_sees_a_token(own):
    archive, made = own.world.archive, own.world.made
    token = create_token(archive, made.lawyer, "t", ["read"], 1).token
    with pytest.raises(NotPermitted):
        revoke_token(archive, made.auditor, token.token_id)
    assert [each for each, _ in tokens_of(archive, made.lawyer)] == [token]
    assert tokens_of(archive, made.auditor) == ()
    with pytest.raises(NotFound):
        revoke_token(archive, made.lawyer, "unknown")


def test_roles_that_change_and_agents_that_go_take_their_tokens_along(own):
    archive, made = own.world.archive, own.world.made
    client = own.client("lawyer")
    path = f"/items/{own.world.items.two_exhibits}?purpose=prosecution"
    assert client.get(path).status_code == 200
    change_roles(archive, made.custodian, "lawyer", [Role.AUDITOR])
    assert client.get(path).status_code == 403
    retire_agent(archive, made.custodian, "lawyer")
    assert client.get(path).status_code == 401


@pytest.mark.parametrize(
    "text", ["", "sviedka_", "sviedka_é", "x" * 43, "sviedka_" + "A" * 43, "sviedka_" + "A" * 9999]
)
def test_what_is_no_token_is_refused_alike(shown, text):
    with pytest.raises(SignedOut):
        resume_token(shown.world.archive, text)


def test_all_that_is_wrong_is_told_at_once(own):
    with pytest.raises(InvalidRequest) as refused:
        create_token(own.world.archive, own.world.made.lawyer, "two\nlines", ["withdraw"], 91)
    assert [each.where for each in refused.value.problems] == ["label", "scopes", "days"]
