"""Every form of the application leaves exactly one custody entry, or says in its table why not."""

import pytest

from tests.web_access.tables import POSTS


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
