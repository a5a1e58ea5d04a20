"""Each rule refuses the slip it is there for, and a clean chapter passes all."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from autograder.authoring.build import build_release
from autograder.authoring.lint import RULES, complaints, lint_chapter, unusual_points
from autograder.course import Course
from autograder.errors import LintError

from .conftest import NAME


def cell(notebook, cell_id):
    return next(c for c in notebook.cells if c.id == cell_id)


def written(draft, cell_id):
    return cell(draft.chapter.notebook, cell_id)


def insert(draft, source, after):
    notebook = draft.chapter.notebook
    place = notebook.cells.index(cell(notebook, after)) + 1
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source, id="new"))


def test_a_clean_chapter_passes(draft):
    assert complaints(draft) == []


def leak_an_answer(draft):
    cell(draft.release, "slope").source += "\n# return rise / run\n    return rise / run"


def leak_a_hidden_test(draft):
    cell(draft.release, "test_slope").source += "\nassert slope(35, 7) == 5"


def leak_a_marker(draft):
    cell(draft.release, "slope").source += "\n### END SOLUTION"


def leak_a_model_answer(draft):
    cell(draft.release, "why").source = "**Model answer.** Because a secret reason says so."


def leak_an_output(draft):
    cell(draft.release, "test_slope").outputs = [nbformat.v4.new_output("stream", text="3")]


def write_a_page_of_tests(draft):
    test = written(draft, "test_slope")
    test.source = "assert slope(8, 2) == 4\n" * 9 + test.source


def take_the_points(draft):
    written(draft, "test_slope").metadata.nbgrader.pop("points")


def lose_the_test(draft):
    draft.chapter.notebook.cells.remove(written(draft, "test_slope"))


def forget_an_end(draft):
    source = written(draft, "slope").source
    written(draft, "slope").source = source.replace("    ### END SOLUTION", "")


def forget_a_begin(draft):
    source = written(draft, "test_slope").source
    written(draft, "test_slope").source = source.replace("### BEGIN HIDDEN TESTS\n", "")


def answer_outside(draft):
    written(draft, "slope").metadata.nbgrader["solution"] = False


def forget_a_hint(draft):
    card = draft.chapter.cards[1]
    draft.chapter.cards[1] = type(card)(**{**vars(card), "hints": card.hints[:2]})


def add_a_bare_image(draft):
    output = nbformat.v4.new_output("display_data", {"image/png": "aaaa"})
    cell(draft.solution, "setup").outputs = [output]


def add_html_without_alt(draft):
    output = nbformat.v4.new_output("display_data", {"text/html": '<img src="data:x">'})
    cell(draft.solution, "setup").outputs = [output]


def add_empty_alt(draft):
    output = nbformat.v4.new_output("display_data", {"text/html": '<img alt="" src="data:x">'})
    cell(draft.solution, "setup").outputs = [output]


def add_markdown_without_alt(draft):
    draft.solution.cells[1].source += "\n![](picture.png)"


def repeat_a_number(draft):
    source = written(draft, "test_slope").source
    written(draft, "test_slope").source = source.replace("slope(35, 7)", "slope(12, 6)")


def repeat_a_statement(draft):
    source = written(draft, "test_slope").source
    written(draft, "test_slope").source = source.replace(
        "### END", "assert slope(12, 4) == 3\n### END"
    )


def repeat_the_probes(draft):
    check = 'check.gradient("slope", slope, shapes=[(4,)])'
    source = written(draft, "test_slope").source.replace("### END", f"{check}\n### END")
    written(draft, "test_slope").source = check.replace("slope, s", "slope , s") + "\n" + source


def add_an_svg(draft):
    output = nbformat.v4.new_output("display_data", {"text/html": "<svg><path/></svg>"})
    cell(draft.solution, "setup").outputs = [output]


def depend_on_a_test(draft):
    written(draft, "test_slope").source += "\nkept = slope(8, 2)"
    insert(draft, "print(kept)", after="test_slope")


def take_a_name(draft):
    written(draft, "test_slope").source += "\nfor _each in (8, 2):\n    slope(_each, 2)"


def trust_in_a_name(draft):
    written(draft, "test_slope").source += "\nassert all(map(lambda run: math.sqrt(run), [4]))"


def misspell_an_exercise(draft):
    written(draft, "test_slope").source += '\ncheck.hint("slopes")'


def never_run(draft):
    cell(draft.solution, "setup").execution_count = None


SLIPS = {
    write_a_page_of_tests: "test_cells_can_be_read",
    leak_an_answer: "answers_stay_home",
    leak_a_hidden_test: "answers_stay_home",
    leak_a_marker: "answers_stay_home",
    leak_a_model_answer: "answers_stay_home",
    leak_an_output: "answers_stay_home",
    take_the_points: "graded_cells_have_points",
    lose_the_test: "graded_cells_have_points",
    forget_an_end: "markers_are_balanced",
    forget_a_begin: "markers_are_balanced",
    answer_outside: "markers_are_balanced",
    forget_a_hint: "exercises_have_hints",
    add_a_bare_image: "pictures_have_alternative_text",
    add_html_without_alt: "pictures_have_alternative_text",
    add_empty_alt: "pictures_have_alternative_text",
    add_markdown_without_alt: "pictures_have_alternative_text",
    repeat_a_number: "hidden_tests_are_new",
    repeat_a_statement: "hidden_tests_are_new",
    repeat_the_probes: "hidden_tests_are_new",
    add_an_svg: "pictures_have_alternative_text",
    depend_on_a_test: "test_cells_are_ends",
    take_a_name: "test_cells_take_no_names",
    trust_in_a_name: "test_cells_import_what_they_use",
    misspell_an_exercise: "checks_name_their_exercise",
    never_run: "solution_is_executed",
}


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_a_slip_is_refused_by_its_rule(draft, slip):
    slip(draft)
    complaining = [rule.__name__ for rule in RULES if list(rule(draft))]
    assert SLIPS[slip] in complaining


def test_points_are_the_instructors_and_unusual_ones_are_mentioned(draft):
    assert unusual_points(draft) == []
    card = draft.chapter.cards[1]
    draft.chapter.cards[1] = type(card)(**{**vars(card), "points": 1})
    assert complaints(draft) == []
    assert unusual_points(draft) == [
        "slope is worth 1; elsewhere in the course the same work is worth 3"
    ]


def test_every_rule_is_shown_to_refuse_something():
    assert set(SLIPS.values()) == {rule.__name__ for rule in RULES}


def test_a_name_that_a_lesson_cell_binds_again_is_no_dependence(draft):
    written(draft, "test_slope").source += "\n_asked = slope(8, 2)"
    insert(draft, "_asked = 1", after="test_slope")
    notebook = draft.chapter.notebook
    notebook.cells.append(nbformat.v4.new_code_cell("print(_asked)", id="later"))
    assert complaints(draft) == []


def test_a_function_of_a_test_cell_keeps_its_names_to_itself(draft):
    inner = "\nif True:\n    def steps():\n        kept = slope(8, 2)\n        return kept"
    written(draft, "test_slope").source += inner
    insert(draft, "print(kept)", after="test_slope")
    assert "test_cells_are_ends" not in [rule.__name__ for rule in RULES if list(rule(draft))]


def test_a_test_cell_has_names_of_its_own(draft):
    cell = written(draft, "test_slope")
    cell.source += "\nimport math as m\n_asked = [m.pi for _each in range(3)]"
    assert "test_cells_take_no_names" not in [rule.__name__ for rule in RULES if list(rule(draft))]


def test_a_test_cell_may_import_again_what_the_lesson_has_imported(draft):
    again = "from autograder.lesson import check"
    setup = written(draft, "setup")
    setup.source += f"\n{again}"
    written(draft, "test_slope").source += f"\n{again}"
    insert(draft, "print(check)", after="test_slope")
    assert "test_cells_are_ends" not in [rule.__name__ for rule in RULES if list(rule(draft))]
    setup.source = setup.source.replace(again, "check = 1")
    assert "test_cells_are_ends" in [rule.__name__ for rule in RULES if list(rule(draft))]


@pytest.fixture
def copy(built, tmp_path):
    """A course of one's own to spoil, with the built chapter in it."""
    shutil.copytree(built.root, tmp_path / "course")
    return Course(tmp_path / "course")


def complaint_about(course):
    with pytest.raises(LintError) as failure:
        lint_chapter(course, NAME)
    return str(failure.value)


def test_a_chapter_as_built_passes(built):
    lint_chapter(built, NAME)


def test_the_error_lists_every_complaint(copy):
    copy.source(NAME).write_text(copy.source(NAME).read_text().replace("(35, 7)", "(12, 6)"))
    (copy.release(NAME).parent / "notes.md").write_text("The answer is rise / run.")
    said = complaint_about(copy)
    assert "breaks 3 rules" in said
    assert "test_slope: a hidden test repeats the visible number 12" in said
    assert "not what the text file says" in said
    assert "notes.md in the release" in said


@pytest.mark.parametrize("where", ["metadata", "source"])
def test_an_answer_in_other_words_is_noticed(copy, where):
    notebook = nbformat.read(copy.release(NAME), as_version=4)
    if where == "metadata":
        notebook.metadata["answer"] = "run under rise"
    else:
        cell(notebook, "slope").source = "slope = lambda rise, run: rise * run**-1"
    nbformat.write(notebook, copy.release(NAME))
    assert f"{NAME}.ipynb in the release is not what make notebooks makes" in complaint_about(copy)


def test_what_lies_beside_a_solution_is_not_handed_out_but_for_data(copy):
    home = copy.solution(NAME).parent
    (home / "notes.md").write_text("The answer is rise / run.")
    (home / f"{NAME}.py~").write_text("return rise / run")
    (home / "data").mkdir()
    (home / "data" / "points.csv").write_text("1,2")
    build_release(copy, NAME)
    released = copy.release(NAME).parent
    assert sorted(
        p.relative_to(released).as_posix() for p in released.rglob("*") if p.is_file()
    ) == [
        f"{NAME}.ipynb",
        "cards.json",
        "data/points.csv",
    ]
    lint_chapter(copy, NAME)


def test_cards_that_are_not_the_text_files_are_noticed(copy):
    text = copy.source(NAME).read_text()
    copy.source(NAME).write_text(text.replace("Count on your fingers", "Count on your toes"))
    assert "the cards beside the solution are not the text file's" in complaint_about(copy)


def test_what_python_leaves_in_a_release_is_no_complaint(copy):
    cache = copy.release(NAME).parent / "__pycache__"
    cache.mkdir()
    (cache / "slopes_exercises.cpython-311.pyc").write_bytes(b"")
    lint_chapter(copy, NAME)
