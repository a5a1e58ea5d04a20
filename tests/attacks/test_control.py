"""The same attacks on nbgrader as it comes: what is held off here is seen to be alive there.

A handful of them; ``make attacks`` tries them all.
"""

from __future__ import annotations

from pathlib import Path

from tests.attacks.known import ATTACKS
from tests.attacks.stock import LAST, grade_with_nbgrader
from tests.attacks.table import PAGE, with_table

_TRIED = ("tests-without-asserts", "always-true", "notebook-beside", "exit")


def test_they_work_on_nbgrader_as_it_comes(tmp_path: Path) -> None:
    tried = [attack for attack in ATTACKS if attack.name in _TRIED]
    assert len(tried) == len(_TRIED)
    found = grade_with_nbgrader(tried, tmp_path / "course")
    assert found[LAST].points == 5
    held = [attack.name for attack in tried if not found[attack.name].shows(attack, found[LAST])]
    assert not held, f"{held} do nothing to nbgrader: {found}"


def test_the_threat_model_names_attacks_that_there_are() -> None:
    page = PAGE.with_name("threat_model.md").read_text()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    named = {name for row in rows if len(row) == 3 for name in row[2].strip(" |").split(", ")}
    named.discard("Attacks that show it")
    assert len(named) > 40
    assert not named - {attack.name for attack in ATTACKS}


def test_the_manual_lists_them_all() -> None:
    page = PAGE.read_text()
    assert page == with_table(page), "make attacks writes the table anew"
