"""Every committed notebook and card file is what its chapter's text file makes of it."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import build_release, notebook_text
from autograder.authoring.chapter import METADATA, read_chapter
from autograder.authoring.lint import lint_chapter
from autograder.chapter import cards
from autograder.chapter.companions import companions
from autograder.chapter.key import dump, load, read_key
from autograder.course import find_course

COURSE = find_course(Path(__file__))
CHAPTERS = COURSE.authored()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_solution_has_the_text_files_inputs_and_metadata(chapter):
    stored = nbformat.read(COURSE.solution(chapter), as_version=4)
    written = read_chapter(COURSE.source(chapter)).notebook
    assert stored.metadata == METADATA
    assert [(c.id, c.cell_type, c.source, c.metadata) for c in stored.cells] == [
        (c.id, c.cell_type, c.source, c.metadata) for c in written.cells
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_solution_is_stored_as_we_store_notebooks(chapter):
    text = COURSE.solution(chapter).read_text(encoding="utf-8")
    assert text == notebook_text(nbformat.reads(text, as_version=4))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_steps_make_the_committed_student_notebook_to_the_byte(chapter, tmp_path):
    made = build_release(COURSE, chapter, target=tmp_path)
    assert made.read_bytes() == COURSE.release(chapter).read_bytes()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_cards_beside_the_notebooks_are_the_text_files(chapter):
    written = cards.dump(read_chapter(COURSE.source(chapter)).deck)
    for notebook in (COURSE.solution(chapter), COURSE.release(chapter)):
        assert cards.beside(notebook).read_text(encoding="utf-8") == written


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_travels_with_the_notebook_is_released_unchanged(chapter):
    source, release = COURSE.solution(chapter).parent, COURSE.release(chapter).parent
    names = companions(source, chapter)
    assert companions(release, chapter) == names
    for name in names:
        assert (release / name).read_bytes() == (source / name).read_bytes()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_breaks_no_rule(chapter):
    lint_chapter(COURSE, chapter)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_has_a_key_that_is_worth_its_cards(chapter):
    key = read_key(chapter, COURSE.solution(chapter), COURSE.release(chapter))
    deck = cards.load(cards.beside(COURSE.release(chapter)))
    assert key.max_points == sum(card.points for card in deck.cards)
    assert load(dump(key)) == key


def test_no_chapter_is_left_without_its_notebooks():
    assert CHAPTERS
    assert COURSE.released() == CHAPTERS


def test_exercise_names_are_unique_in_the_course():
    names = [c.name for chapter in CHAPTERS for c in read_chapter(COURSE.source(chapter)).cards]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_release_holds_the_notebook_and_what_travels_with_it_only(chapter):
    folder = COURSE.release(chapter).parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    there = [p.relative_to(folder).as_posix() for p in files if p.parent.name != "__pycache__"]
    assert sorted(there) == sorted([f"{chapter}.ipynb", *companions(folder, chapter)])


#: What makes a browser fetch or run something when it shows text or an output.
FETCHES = re.compile(
    r"""\b(?:src|srcset|poster)\s*=(?!\s*["']?data:)|url\((?!["']?(?:data:|\#))"""
    r"""|!\[[^]]*\]\((?!data:|attachment:)|@import|<script|<iframe|<link""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_shown_is_fetched(chapter):
    cells = nbformat.read(COURSE.solution(chapter), as_version=4).cells
    shown = [cell.source for cell in cells if cell.cell_type == "markdown"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown += [
        output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})
    ]
    assert [found[0] for text in shown for found in FETCHES.finditer(text)] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_stored_names_a_folder_of_the_author(chapter):
    for path in (COURSE.solution(chapter), COURSE.release(chapter)):
        text = path.read_text(encoding="utf-8")
        for trace in ("site-packages", str(COURSE.root), str(Path.home()) + "/", "/tmp/"):
            assert trace not in text
