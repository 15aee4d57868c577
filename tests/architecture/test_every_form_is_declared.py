"""No form of the web application goes without a line that says how it is sent and what it leaves.

The API has no forms: its requests are held to their entries by tests of their own.
"""

from archive.app import AUDIENCES, create_app
from config import WebSettings
from tests.factories import make_archive
from tests.web_access.tables import POSTS


def test_every_form_is_declared(tmp_path):
    made = make_archive(tmp_path)
    app = create_app(made.archive, WebSettings(origin="http://localhost"))
    pages = {endpoint for audience in AUDIENCES for endpoint in audience.needs}
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    app.extensions["sviedka_identifier"].close()
    made.close()
    assert set(POSTS) == {each for each in forms & pages if not each.startswith("api.")}


def test_whatever_is_not_one_entry_says_why():
    assert [name for name, each in POSTS.items() if (len(each.leaves) != 1) != bool(each.why)] == []
