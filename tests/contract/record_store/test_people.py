"""Contract of `AgentRecords`, on every engine."""

from dataclasses import replace

import pytest

from archive.domain.agent import Agent, Membership, Role
from archive.domain.errors import Conflict, NotFound
from archive.ports_records import RecordStore
from tests.record_values import ANNA, BELLA, BREST, MINSK, new_id


def test_an_agent_comes_back_as_it_was(store: RecordStore):
    auditor = Agent(new_id("x"), "x", bytes(range(32)), "age1pq1x", frozenset(Role), retired=True)
    with store.transaction() as tx:
        tx.people.add_agent(ANNA)
        tx.people.add_agent(auditor)
    with store.reading() as tx:
        assert tx.people.agent(ANNA.agent_id) == ANNA
        assert tx.people.agent_by_handle("x") == auditor


def test_agents_are_listed_by_handle_retired_ones_too(store: RecordStore):
    handles = ["я", "b", "B", "a-b", "ab", "a.b", "é", "z"]
    with store.transaction() as tx:
        for handle in handles:
            tx.people.add_agent(replace(ANNA, agent_id=new_id(handle), handle=handle))
        tx.people.retire_agent(new_id("b"))
    with store.reading() as tx:
        agents = tx.people.agents()
    assert [agent.handle for agent in agents] == sorted(handles)
    assert [agent.handle for agent in agents if agent.retired] == ["b"]


def test_roles_are_replaced(peopled: RecordStore):
    roles = frozenset({Role.AUDITOR, Role.CUSTODIAN})
    with peopled.transaction() as tx:
        tx.people.set_roles(BELLA.agent_id, roles)
        with pytest.raises(NotFound):
            tx.people.set_roles("nobody", roles)
    with peopled.reading() as tx:
        assert tx.people.agents() == (ANNA, replace(BELLA, roles=roles))


@pytest.mark.parametrize("same", ["agent_id", "handle"])
def test_an_agent_id_or_handle_is_taken_once(peopled: RecordStore, same: str):
    other = replace(ANNA, agent_id=new_id("other"), handle="other")
    with pytest.raises(Conflict), peopled.transaction() as tx:
        tx.people.add_agent(replace(other, **{same: getattr(ANNA, same)}))
    with peopled.reading() as tx:
        assert tx.people.agents() == (ANNA, BELLA)


def test_unknown_agents_and_collections_are_not_found(store: RecordStore):
    with store.reading() as tx:
        for look in (tx.people.agent, tx.people.agent_by_handle, tx.people.collection):
            with pytest.raises(NotFound):
                look("nobody")
        assert tx.people.memberships("nobody") == ()
        assert tx.people.members("nothing") == ()
    with store.transaction() as tx:
        with pytest.raises(NotFound):
            tx.people.retire_agent("nobody")
        tx.people.add_agent(ANNA)
    with store.reading() as tx:
        assert tx.people.agents() == (ANNA,)


def test_a_collection_comes_back_as_it_was(peopled: RecordStore):
    with peopled.reading() as tx:
        assert tx.people.collection(BREST.collection_id) == BREST
        assert tx.people.collection(BREST.collection_id).sealed is True
        assert tx.people.collections() == (BREST, MINSK)


@pytest.mark.parametrize("same", ["collection_id", "name", "prefix"])
def test_a_collection_id_name_or_prefix_is_taken_once(peopled: RecordStore, same: str):
    other = replace(MINSK, collection_id=new_id("other"), name="other", prefix="OTH")
    with pytest.raises(Conflict), peopled.transaction() as tx:
        tx.people.add_collection(replace(other, **{same: getattr(MINSK, same)}))
    with peopled.reading() as tx:
        assert tx.people.collections() == (BREST, MINSK)


def test_memberships_are_replaced_and_ended(peopled: RecordStore):
    with peopled.transaction() as tx:
        tx.people.set_membership(Membership(MINSK.collection_id, ANNA.agent_id, 1))
        tx.people.set_membership(Membership(MINSK.collection_id, ANNA.agent_id, 3))
        tx.people.set_membership(Membership(BREST.collection_id, ANNA.agent_id, 2))
        tx.people.set_membership(Membership(MINSK.collection_id, BELLA.agent_id, 1))
    with peopled.reading() as tx:
        of_anna = {m.collection_id: m.clearance for m in tx.people.memberships(ANNA.agent_id)}
        of_minsk = {m.agent_id: m.clearance for m in tx.people.members(MINSK.collection_id)}
    assert of_anna == {MINSK.collection_id: 3, BREST.collection_id: 2}
    assert of_minsk == {ANNA.agent_id: 3, BELLA.agent_id: 1}
    with peopled.transaction() as tx:
        tx.people.set_membership(Membership(MINSK.collection_id, ANNA.agent_id, 0))
    with peopled.reading() as tx:
        assert [m.collection_id for m in tx.people.memberships(ANNA.agent_id)] == [BREST.collection_id]
        assert [m.agent_id for m in tx.people.members(MINSK.collection_id)] == [BELLA.agent_id]


def test_a_membership_needs_its_agent_and_collection(peopled: RecordStore):
    for membership in (
        Membership("nothing", ANNA.agent_id, 1),
        Membership(MINSK.collection_id, "nobody", 1),
    ):
        with pytest.raises(NotFound), peopled.transaction() as tx:
            tx.people.set_membership(membership)
