"""Shared work as a state machine: whatever is tried, the rules about two people and review hold."""

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import ArchiveError
from archive.domain.shared_work import ItemWork, LabelState, Status, Step, StepType, work_of

PEOPLE = ("ann", "ben", "cat")
CASES = ("MAIN", "C-1")
LABELS = tuple(f"label-{n}" for n in range(4))
tried = st.lists(
    st.builds(
        lambda type_, agent, case, status, label: (type_, agent, case, status, label),
        st.sampled_from(StepType),
        st.sampled_from(PEOPLE),
        st.sampled_from(CASES),
        st.sampled_from([*Status, "nonsense"]),
        st.sampled_from(LABELS),
    ),
    max_size=60,
)
DECISIONS = (StepType.LABEL_VERIFIED, StepType.LABEL_REFUSED)


def stepped(attempts):
    """(work before, step, work after) of every attempt that was allowed; proposals take ids in order."""
    work = ItemWork()
    for number, (type_, agent, case, status, label) in enumerate(attempts):
        event_id = LABELS[number % len(LABELS)] if type_ is StepType.LABEL_PROPOSED else f"step-{number}"
        if type_ is StepType.LABEL_PROPOSED and any(
            each.event_id == event_id for known in work.cases.values() for each in known.labels
        ):
            continue
        value = {StepType.STATUS: status, StepType.ASSIGNMENT: agent}.get(type_, "")
        step = Step(type_, agent, event_id, case, label if type_ in DECISIONS else str(value))
        try:
            after = work.after(step)
        except ArchiveError:
            continue
        yield work, step, after
        work = after


@given(tried)
def test_a_label_counts_only_after_a_second_person(attempts):
    for _, _, work in stepped(attempts):
        for case in work.cases.values():
            for label in case.labels:
                assert (label.state is LabelState.PROPOSED) == (label.decided_by == "")
                assert label.decided_by != label.proposed_by


@given(tried)
def test_a_review_is_ended_by_another_or_given_back(attempts):
    for before, step, after in stepped(attempts):
        was, now = before.case(step.case), after.case(step.case)
        if now.status is Status.REVIEWED and was.status is not Status.REVIEWED:
            assert was.status is Status.IN_REVIEW
            assert was.asked_by
            assert was.asked_by != step.agent_id
        assert (now.status is Status.IN_REVIEW) == bool(now.asked_by)


@given(tried)
def test_an_item_is_frozen_exactly_while_some_case_is_reviewed(attempts):
    for _, _, work in stepped(attempts):
        assert work.is_frozen == any(case.status is Status.IN_REVIEW for case in work.cases.values())


@given(tried)
def test_a_step_changes_its_own_case_alone(attempts):
    for before, step, after in stepped(attempts):
        for code in CASES:
            assert code == step.case or before.case(code) == after.case(code)


@given(tried)
def test_the_allowed_steps_add_up_to_the_same_again(attempts):
    done = list(stepped(attempts))
    if done:
        assert work_of(step for _, step, _ in done) == done[-1][2]


@given(tried)
def test_what_was_decided_is_not_decided_again(attempts):
    decided = [(step.case, step.value) for _, step, _ in stepped(attempts) if step.type in DECISIONS]
    assert len(decided) == len(set(decided))
