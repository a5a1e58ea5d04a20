"""What travels with a notebook, and what stays at home."""

from __future__ import annotations

from pathlib import Path

from autograder.chapter.companions import companions, exercises_module

CHAPTER = "04_control_flow"


def test_cards_module_and_data_travel_and_nothing_else(tmp_path: Path) -> None:
    there = ["cards.json", "control_flow_exercises.py", "data/a.csv", "data/deep/b.csv"]
    home = [
        "04_control_flow.ipynb",
        "04_control_flow.py",
        "answers/doubling.py",
        "notes.md",
        "detach_exercises.py",
        "data/.DS_Store",
        "data/.ipynb_checkpoints/a-checkpoint.csv",
        "__pycache__/control_flow_exercises.cpython-311.pyc",
    ]
    for name in (*there, *home):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert companions(tmp_path, CHAPTER) == there


def test_a_chapter_needs_none_of_them(tmp_path: Path) -> None:
    assert companions(tmp_path, CHAPTER) == []


def test_the_module_can_be_imported_by_its_name() -> None:
    assert exercises_module(CHAPTER) == "control_flow_exercises"
    assert exercises_module(CHAPTER).isidentifier()
