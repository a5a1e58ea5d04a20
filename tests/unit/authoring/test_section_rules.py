"""The core stands alone, and what a section builds on stands before it."""

from __future__ import annotations

import pytest

from autograder.authoring.chapter import read_chapter
from autograder.authoring.section_rules import section_faults

from .conftest import ROOT
from .two_chapters import written


@pytest.mark.parametrize(
    ("chapter", "old", "new", "words"),
    [
        ("01_lines", "", "", None),
        ("02_curves", "", "", None),
        ("01_lines", "As in [](#rise)", "As in section 1", "'section 1' will be wrong"),
        ("01_lines", "As in [](#rise)", "In A Book, 2nd edition, section 1", None),
        ("01_lines", "minutes: 10", "minutes: 90", "the core takes 185 minutes"),
        (
            "01_lines",
            "needs: []",
            "needs: [run]",
            "rise: it needs run, which does not stand before",
        ),
        ("02_curves", "needs: [run]", "needs: [hill]", "bends: it needs hill, and no section"),
        ("02_curves", "needs: [run]", "needs: [bends]", "which does not stand before it"),
        (
            "01_lines",
            "# title: The run\n# path: core",
            "# title: The run\n# path: deeper",
            None,
        ),
        (
            "01_lines",
            'title: "The rise: how high"\n# path: core',
            "title: The rise\n# path: deeper",
            "run: it is core and needs rise, which is deeper",
        ),
        ("01_lines", 'print("it is one")', "print(halve(1))", "uses halve, the answer to halve"),
    ],
)
def test_each_rule_complains_of_the_slip_it_is_there_for(tmp_path, chapter, old, new, words):
    course = written(tmp_path / "course", ROOT / "nbgrader_config.py")
    path = course.source(chapter)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    found = list(section_faults(course, read_chapter(path)))
    if words is None:
        assert found == []
    else:
        assert [fault for fault in found if words in fault], found
