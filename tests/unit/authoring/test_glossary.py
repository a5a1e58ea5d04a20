"""A term is defined once, and the glossary says where."""

from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.authoring.glossary import Term, course_terms, page, terms_in, twice
from autograder.course import find_course

COURSE = find_course(Path(__file__))

LESSON = new_notebook(
    cells=[
        new_markdown_cell("# 3 · Trees"),
        new_markdown_cell(
            "## 2. At the end\n\nTrees grow. A **<dfn>leaf</dfn>** is what $x$ has no\n"
            "children: it ends a branch. It falls.\n\n- **<dfn>bud</dfn>**: a leaf to be.",
            id="section-at-the-end",
        ),
    ]
)


def test_a_term_has_its_sentence_and_its_place():
    leaf, bud = terms_in(LESSON)
    assert leaf == Term(
        "leaf",
        "A leaf is what *x* has no children: it ends a branch.",
        "3 · Trees",
        "2. At the end",
        "at_the_end",
    )
    assert bud.sentence == "bud: a leaf to be."


def test_each_item_of_a_list_stands_alone():
    words = "- A **<dfn>root</dfn>** drinks.\n- A **<dfn>stem</dfn>** stands.\n  It bends."
    found = terms_in(new_notebook(cells=[new_markdown_cell(words)]))
    assert [term.sentence for term in found] == ["A root drinks.", "A stem stands."]
    numbered = "1. A **<dfn>root</dfn>** drinks.\n2. A **<dfn>stem</dfn>** stands."
    found = terms_in(new_notebook(cells=[new_markdown_cell(numbered)]))
    assert [term.sentence for term in found] == ["A root drinks.", "A stem stands."]


def test_a_second_definition_is_found_whatever_its_capitals():
    leaf, _ = terms_in(LESSON)
    again = Term("Leaf", "A Leaf is green.", "4 · Woods", "1. Green")
    [fault] = twice([leaf, again])
    assert "chapter 3 · Trees, 2. At the end, and again in chapter 4 · Woods, 1. Green" in fault
    assert twice([leaf]) == []


def test_the_page_is_in_the_order_of_the_alphabet():
    assert page(terms_in(LESSON)).index("bud\n:") < page(terms_in(LESSON)).index("leaf\n:")


def test_a_place_is_a_link_where_the_section_has_a_name():
    assert "*[Chapter 3 · Trees, 2. At the end](#at_the_end).*" in page(terms_in(LESSON))
    assert "it. *Chapter 4, 1. Green.*" in page([Term("bud", "I saw it.", "4", "1. Green")])


def test_the_manuals_glossary_is_what_the_chapters_define():
    terms = course_terms(COURSE)
    assert twice(terms) == []
    assert COURSE.glossary.read_text(encoding="utf-8") == page(terms), "run make notebooks"
