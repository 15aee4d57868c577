"""Every form of the application leaves exactly one custody entry, or says in its table why not."""

import pytest

from tests.web.test_access import TABLE
from tests.web_access import account, auditor, custodian, documenter, lawyer

POSTS = {**account.POSTS, **documenter.POSTS, **lawyer.POSTS, **auditor.POSTS, **custodian.POSTS}


def test_every_form_is_declared(shown_world):
    rules = {rule.endpoint for rule in shown_world.app.url_map.iter_rules() if "POST" in rule.methods}
    pages = {rule for rule in rules if rule in TABLE and not rule.startswith("api.")}
    assert set(POSTS) == pages


def test_whatever_is_not_one_entry_says_why():
    assert [name for name, each in POSTS.items() if (len(each.leaves) != 1) != bool(each.why)] == []


@pytest.mark.parametrize("endpoint", sorted(POSTS))
def test_a_form_leaves_what_its_table_says_and_without_its_token_nothing(world, endpoint):
    ready = POSTS[endpoint].prepare(world, endpoint)
    for token in ("", "A" * 43):
        response, left = ready.send(token=token)
        assert response.status_code == 403, response.text
        assert left == []
    response, left = ready.send()
    assert response.status_code < 400, response.text
    assert left == list(POSTS[endpoint].leaves)
