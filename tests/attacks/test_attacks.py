"""No attack earns more than its content is worth, tells a secret, or disturbs anybody else."""

from __future__ import annotations

import pytest

from autograder.grading import Sandbox, grade
from tests.attacks.assignment import key_of, notebook, release, written
from tests.attacks.attack import Attack
from tests.attacks.known import ATTACKS, GROUPS
from tests.attacks.known.calls_back import HONEST_TWINS
from tests.attacks.ours import HONEST_SUBMISSION, outcomes

#: So many are graded at the same time, and an honest submission beside them.
_TOGETHER = 4
_BATCHES = [
    pytest.param(group[k : k + _TOGETHER], id="+".join(a.name for a in group[k : k + _TOGETHER]))
    for group in GROUPS.values()
    for k in range(0, len(group), _TOGETHER)
]


@pytest.mark.parametrize("attacks", _BATCHES)
def test_they_get_nothing(attacks: list[Attack], sandbox: Sandbox) -> None:
    found = outcomes(attacks, sandbox)
    faults = [f"{each.attack.name}: {fault}" for each in found for fault in each.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("does", HONEST_TWINS)
def test_honest_answers_may_use_what_a_test_hands_over(does: str, sandbox: Sandbox) -> None:
    answers = HONEST_TWINS[does]
    exercises = frozenset(answers)
    submission = written(notebook(answers, release(exercises)))
    found = grade(submission, key_of(exercises), sandbox=sandbox)
    assert found.points == len(answers), [(t.name, t.message) for t in found.tests]


def test_each_has_a_name_and_a_line_of_its_own() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert all(attack.does.endswith(".") and "\n" not in attack.does for attack in ATTACKS)
    assert all(attack.submission() != HONEST_SUBMISSION for attack in ATTACKS)
