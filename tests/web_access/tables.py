"""All tables together."""

from tests.web_access import account, auditor, custodian, documenter, lawyer

POSTS = {**account.POSTS, **documenter.POSTS, **lawyer.POSTS, **auditor.POSTS, **custodian.POSTS}
