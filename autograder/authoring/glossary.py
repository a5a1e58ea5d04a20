"""The manual's glossary: each term with the sentence and the section that define it.

A chapter marks a term where it defines it: ``a **<dfn>leaf</dfn>** is a tensor that …``. A term is
defined once in the whole course.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from autograder.authoring.chapter import read_chapter
from autograder.chapter.cards import section_name
from autograder.chapter.files import write_atomically
from autograder.course import Course
from autograder.errors import AuthoringError

_MARK = re.compile(r"<dfn>(.+?)</dfn>")
#: A paragraph ends at an empty line, and where an item of a list begins.
_BREAKS = re.compile(r"\n\s*\n|\n\s*(?=- |\d+\. )")
#: A sentence ends where a new one begins: with a capital, a formula, code or emphasis.
_ENDS = re.compile(r"(?<=[.!?:])\s+(?=[A-Z`$*“(])")

_HEAD = """\
# Glossary

Each term with the sentence that defines it, and where that stands. `autograder build` makes this
page from the chapters.

"""


@dataclass(frozen=True)
class Term:
    """A term and where it is defined."""

    name: str
    sentence: str
    #: "1 · Scalar and vector gradients"
    chapter: str
    #: "1. A gradient"
    section: str
    #: "first_gradient", empty where a chapter has no sections with cards.
    name_of_section: str = ""


def terms_in(notebook: NotebookNode) -> Iterator[Term]:
    """Yield the terms that a chapter's text defines, in their order."""
    chapter = section = name_of_section = ""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for paragraph in _BREAKS.split(cell.source):
            if title := re.match(r"# (.+)", paragraph):
                chapter = title[1]
            elif heading := re.match(r"## (.+)", paragraph):
                section = heading[1]
                name_of_section = section_name(cell.get("id", ""))
            for sentence in _ENDS.split(" ".join(paragraph.split())):
                for name in _MARK.findall(sentence):
                    yield Term(name.strip("*"), _plain(sentence), chapter, section, name_of_section)


def _plain(sentence: str) -> str:
    """Return a sentence as the manual prints it: no marks, and formulas as emphasised letters."""
    text = _MARK.sub(r"\1", sentence).replace("**", "").lstrip("-> ").strip()
    text = re.sub(r"\$([^$]+)\$", lambda found: f"*{found[1].replace(chr(92), '')}*", text)
    return text.removesuffix(":") + ("." if text.endswith(":") else "")


def twice(terms: Iterable[Term]) -> list[str]:
    """Say which terms are defined a second time."""
    first: dict[str, Term] = {}
    found = []
    for term in terms:
        other = first.setdefault(term.name.lower(), term)
        if other is not term:
            found.append(
                f"'{term.name}' is defined in chapter {other.chapter}, {other.section}, and again "
                f"in chapter {term.chapter}, {term.section}"
            )
    return found


def course_terms(course: Course) -> list[Term]:
    """Return the terms of all chapters, in their order."""
    sources = (course.source(name) for name in course.authored())
    return [term for path in sources for term in _written(path, path.read_bytes())]


@cache
def _written(path: Path, _content: bytes) -> tuple[Term, ...]:
    """Return the terms of a text file. Each chapter's lint asks for those of all chapters."""
    return tuple(terms_in(read_chapter(path).notebook))


def page(terms: Iterable[Term]) -> str:
    """Return the glossary, in alphabetical order."""
    entries = (
        f"{term.name}\n: {term.sentence} *{_place(term)}.*\n"
        for term in sorted(terms, key=lambda term: term.name.lower())
    )
    return _HEAD + "\n".join(entries)


def _place(term: Term) -> str:
    """Return where a term stands, with a link to the section's place in the manual."""
    words = f"Chapter {term.chapter}, {term.section}"
    return f"[{words}](#{term.name_of_section})" if term.name_of_section else words


def update_glossary(course: Course) -> bool:
    """Write the course's glossary anew; tell whether it was another one before.

    A course without a manual is left alone.

    Raises:
        AuthoringError: if a term is defined a second time.

    """
    if not course.glossary.parent.is_dir():
        return False
    terms = course_terms(course)
    if faults := twice(terms):
        raise AuthoringError("A term has one definition:\n" + "\n".join(f"  {f}" for f in faults))
    before = course.glossary.read_text(encoding="utf-8") if course.glossary.is_file() else ""
    after = page(terms)
    if after != before:
        write_atomically(course.glossary, after.encode("utf-8"))
    return after != before
