"""The benchmark of the web application runs, at a tiny size and without Elasticsearch."""

from benchmarks.bench_web import run


def test_pages_answer_and_nobody_of_the_crowd_gets_an_error():
    measured = {each.name: each for each in run(items=4, people=3, rounds=4, node=None)}
    assert set(measured) == {
        "web: search page to search",
        "web: item page to opening",
        "web: errors of 3 people at once",
    }
    assert measured["web: errors of 3 people at once"].value == 0
    assert all(each.value > 0 for name, each in measured.items() if "errors" not in name)
