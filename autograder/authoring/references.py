"""References in a chapter's text: to sections, exercises and formulas, by names that last.

An author writes ``[](#comparing)`` where the student reads "section 7" (in another chapter "chapter
1, section 7"), the same with an exercise's name for "exercise 4", and ``(#3)`` for the formula with
``\\tag{3}``. Numbers are made when the chapter is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from autograder.errors import CardError

#: A name in a reference; a capital letter after the bracket begins a sentence: ``[S](#name)``.
REFERENCE = re.compile(r"\[(S?)\]\(#([a-z][a-z0-9_]*)\)")
#: A formula, by the number that its author gave it.
FORMULA = re.compile(r"\(#(\d+)\)")
TAG = re.compile(r"\\tag\{(\d+)\}")
_SECTION_CARD = re.compile(r"^# %% \[raw\]\n# section: *(\w+)", re.MULTILINE)


def elsewhere(source: Path) -> dict[str, str]:
    """Return how to speak of the sections of the other chapters beside the text file ``source``."""
    found: dict[str, str] = {}
    for path in sorted(source.parent.parent.glob("*/*.py")):
        if path.stem == path.parent.name and path != source:
            number = int(path.stem.partition("_")[0])
            names = _SECTION_CARD.findall(path.read_text(encoding="utf-8"))
            found |= {n: f"chapter {number}, section {k}" for k, n in enumerate(names, 1)}
    return found


def formulas_numbered(cells: Iterable[NotebookNode]) -> dict[str, str]:
    """Return the number of each formula of a chapter by the author's, in their order.

    Raises:
        CardError: if two formulas have one number.

    """
    tags = [tag for cell in cells for tag in TAG.findall(cell.source)]
    if twice := {tag for tag in tags if tags.count(tag) > 1}:
        raise CardError(f"two formulas are numbered {', '.join(sorted(twice))}.")
    return {tag: str(number) for number, tag in enumerate(tags, 1)}


def resolver(
    where: str, names: Mapping[str, str], formulas: Mapping[str, str]
) -> Callable[[str], str]:
    """Return a function that writes out the references in a text.

    Args:
        where: The chapter, for messages.
        names: How to speak of each section and exercise.
        formulas: The number of each formula, by the author's.

    """

    def named(found: re.Match[str]) -> str:
        begins_a_sentence, name = found.groups()
        if name not in names:
            raise CardError(
                f"{where}: [](#{name}) refers to nothing: no section or exercise has that name."
            )
        words = names[name]
        return words[0].upper() + words[1:] if begins_a_sentence else words

    def numbered(found: re.Match[str]) -> str:
        if found[1] not in formulas:
            raise CardError(f"{where}: (#{found[1]}) refers to no formula of this chapter.")
        return f"({formulas[found[1]]})"

    def resolved(text: str) -> str:
        text = TAG.sub(lambda found: f"\\tag{{{formulas.get(found[1], found[1])}}}", text)
        return FORMULA.sub(numbered, REFERENCE.sub(named, text))

    return resolved
