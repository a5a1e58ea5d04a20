"""No attack earns more than its content is worth, tells a secret, or disturbs anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.grading import Sandbox
from tests.attacks.attack import Attack
from tests.attacks.known import ATTACKS, GROUPS
from tests.attacks.ours import HONEST_SUBMISSION, outcomes

#: So many are graded at the same time, and an honest submission beside them.
_TOGETHER = 4
_BATCHES = [
    pytest.param(group[k : k + _TOGETHER], id="+".join(a.name for a in group[k : k + _TOGETHER]))
    for group in GROUPS.values()
    for k in range(0, len(group), _TOGETHER)
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as ready:
        yield ready


@pytest.mark.parametrize("attacks", _BATCHES)
def test_they_get_nothing(attacks: list[Attack], sandbox: Sandbox) -> None:
    found = outcomes(attacks, sandbox)
    faults = [f"{each.attack.name}: {fault}" for each in found for fault in each.faults]
    assert not faults, "\n".join(faults)


def test_each_has_a_name_and_a_line_of_its_own() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert all(attack.does.endswith(".") and "\n" not in attack.does for attack in ATTACKS)
    assert all(attack.submission() != HONEST_SUBMISSION for attack in ATTACKS)
