"""A plan becomes text files of ordinary chapters; what cannot be carried out is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.assemble import assemble
from autograder.authoring.chapter import Chapter, read_chapter
from autograder.course import Course
from autograder.errors import PlanError

from .conftest import ROOT
from .two_chapters import written


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return written(tmp_path_factory.mktemp("whole") / "course", ROOT / "nbgrader_config.py")


def plan(folder: Path, chapters: str) -> Path:
    path = folder / "short.yml"
    path.write_text(f"title: Short\nabout: A test.\nchapters:\n{chapters}", encoding="utf-8")
    return path


def made(course: Course, folder: Path, sections: str) -> Chapter:
    """Return the one chapter of a plan with these sections."""
    chapters = f"  - name: 01_short\n    title: In short\n    sections:\n{sections}"
    _, new = assemble(course, plan(folder, chapters), folder / "new")
    return read_chapter(new.source("01_short"))


def text(chapter: Chapter) -> str:
    return "\n".join(cell.source for cell in chapter.notebook.cells)


RUN = "      - instead_of: rise\n      - section: run\n"


def test_numbers_are_made_anew_and_what_is_left_out_is_said(course, tmp_path):
    chapter = made(course, tmp_path, RUN)
    assert "## 1. The run" in text(chapter)
    assert "chapter 1, section 2 of the whole course" in text(chapter)
    assert 'As in chapter 1, section 1 and the exercise "the double" of' in text(chapter)
    assert "and (1) of chapter 1:" in text(chapter)
    assert r"$$z = b x \tag{1}$$" in text(chapter)
    assert chapter.sections[0].gist == "A line has a run, by (1)."
    assert "### Exercise 1 · the halve" in text(chapter)


def test_a_paragraph_stands_in_for_a_section(course, tmp_path):
    assert "> **In short** (chapter 1, section 1). A line has a rise." in text(
        made(course, tmp_path, RUN)
    )


def test_what_it_says_refers_as_the_section_did(course, tmp_path):
    chapter = made(course, tmp_path, "      - rise\n      - instead_of: run\n")
    assert "A line has a run, by (2) of chapter 1." in text(chapter)


def test_what_is_taken_keeps_its_references(course, tmp_path):
    chapter = made(course, tmp_path, "      - rise\n      - run\n      - bends\n")
    assert "As in section 1 and exercise 1, and (1):" in text(chapter)
    assert r"\tag{3}" in text(chapter)
    assert "Section 1 had (chapter 1) a line. Here $w = c$ (3)." in text(chapter)
    assert [s.needs for s in chapter.sections] == [(), ("rise",), ("run",)]


def test_the_set_up_does_what_those_of_the_chapters_do(course, tmp_path):
    chapter = made(course, tmp_path, "      - rise\n      - run\n      - bends\n")
    [setup] = [c.source for c in chapter.notebook.cells if c.id == "setup"]
    assert setup.split("\n\n")[0] == "# Missing? Install it.\nimport math\nimport re"
    assert "from autograder.lesson import check, progress, show" in setup
    assert setup.count("%matplotlib inline") == 1
    assert '\n\n\ndef bend(x):\n    """Return a bent x."""' in setup


def test_an_exercise_left_out_takes_its_cells_and_what_reveals_it_along(course, tmp_path):
    chapter = made(
        course,
        tmp_path,
        "      - rise\n      - section: run\n        without: [predict_run, halve]\n",
    )
    assert [card.name for card in chapter.cards] == ["double"]
    assert "What will it be?" not in text(chapter)
    assert 'print("it is one")' in text(chapter)
    assert "reveal" not in text(chapter)


def test_modules_and_sample_answers_come_along_where_they_are_used(course, tmp_path):
    assert made(course, tmp_path, "      - rise\n").modules == []
    folder = tmp_path / "new" / "solutions" / "01_short"
    assert sorted(p.name for p in folder.iterdir()) == ["01_short.py", "answers"]
    assert [p.name for p in (folder / "answers").iterdir()] == ["double.py"]
    assert made(course, tmp_path, RUN).modules == ["lines_exercises"]
    assert sorted(p.name for p in folder.iterdir()) == ["01_short.py", "lines_exercises.py"]


def test_the_core_of_chapters_and_the_whole_course(course, tmp_path):
    core = plan(tmp_path, "  - name: 01_core\n    core_of: [1]\n")
    _, new = assemble(course, core, tmp_path / "core")
    chapter = read_chapter(new.source("01_core"))
    assert [s.name for s in chapter.sections] == ["rise", "run"]
    assert "halve" not in {card.name for card in chapter.cards}
    whole = tmp_path / "whole.yml"
    whole.write_text("title: W\nabout: W\nchapters: whole\n")
    _, new = assemble(course, whole, tmp_path / "all")
    for name in course.authored():
        assert new.source(name).read_bytes() == course.source(name).read_bytes()


def test_sections_of_another_part_are_called_by_its_title(course, tmp_path):
    chapters = (
        "  - name: 01_a\n    title: Part A\n    sections: [rise]\n"
        "  - name: 02_b\n    title: Part B\n    sections: [run]\n"
    )
    _, new = assemble(course, plan(tmp_path, chapters), tmp_path / "new")
    second = text(read_chapter(new.source("02_b")))
    assert 'As in section 1 of "Part A" and the exercise "the double" of "Part A"' in second


def test_hints_keep_their_text_whatever_words_are_put_in(course, tmp_path):
    """In YAML a colon in a plain text begins a mapping."""
    chapters = (
        "  - name: 01_a\n    title: 'Part A: lines'\n    sections: [rise]\n"
        "  - name: 02_b\n    title: Part B\n    sections: [run]\n"
    )
    _, new = assemble(course, plan(tmp_path, chapters), tmp_path / "new")
    hints = {hint for card in read_chapter(new.source("02_b")).cards for hint in card.hints}
    assert 'One, a sentence of some length, after section 1 of "Part A: lines".' in hints


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ("      - run\n", r"run builds on rise \(chapter 1, section 1\).*instead_of: rise.*A line"),
        ("      - rise\n      - rise\n", "rise stands there twice"),
        ("      - hills\n", "no section is called 'hills'"),
        ("      - section: rise\n        without: [halve]\n", "rise has no exercise halve"),
        ("      - rise: 3\n", "is neither a section's name"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(course, tmp_path, sections, words):
    with pytest.raises(PlanError, match=f"(?s){words}"):
        made(course, tmp_path, sections)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title: [", "is not YAML"),
        ("title: A\n", "has the keys about, chapters, title"),
        ("title: A\nabout: B\nchapters: some\n", "a list, or the word whole"),
        ("title: A\nabout: B\nchapters:\n  - name: short\n", "01_one_session, not 'short'"),
        ("title: A\nabout: B\nchapters:\n  - title: short\n", "has a name"),
        ("title: A\nabout: B\nchapters:\n  - name: 01_a\n", "has no sections"),
        (
            "title: A\nabout: B\nchapters:\n  - name: 01_a\n    sections: [{instead_of: rise}]\n",
            "has no sections",
        ),
        ("title: A\nabout: B\nchapters:\n  - name: 01_a\n    core_of: [7]\n", "no chapter 7"),
    ],
)
def test_a_plan_that_cannot_be_read_says_what_is_wrong(course, tmp_path, content, words):
    path = tmp_path / "bad.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=words):
        assemble(course, path, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    with pytest.raises(PlanError, match="cannot be read"):
        assemble(course, tmp_path / "none.yml", tmp_path / "new")


def test_an_answer_that_the_lesson_goes_on_with_cannot_be_left_out(course, tmp_path):
    other = written(tmp_path / "other", ROOT / "nbgrader_config.py")
    source = other.source("01_lines")
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace('print("it is one")', "print(double(1))"), encoding="utf-8")
    sections = "      - section: rise\n        without: [double]\n      - run\n"
    with pytest.raises(PlanError, match="a cell of run uses double, the answer to double"):
        made(other, tmp_path, sections)


def test_nothing_of_anybodys_is_overwritten(course, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "thesis.txt").write_text("mine")
    with pytest.raises(PlanError, match="was not made by"):
        made(course, tmp_path, "      - rise\n")
