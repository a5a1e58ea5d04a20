"""Write each chapter as a page of the manual: the release, with outputs that give no answer away.

Texts and code are the student notebook's, so no answer and no hidden test can be among them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.chapter import cards
from autograder.chapter.cards import Deck, numbered
from autograder.chapter.files import write_atomically
from autograder.course import Course
from tools.open_outputs import Shown, what_to_show

_NOTE = """\
:::{note}
This page is for reading; what stands below a cell is what it printed or drew. To answer the
exercises and have them checked, open the chapter with `make lab`.
:::
"""

#: What stands in place of an output.
_LEFT_OUT = {
    Shown.PREDICTED: "What comes out here is for you to predict, and to see when you run it.",
    Shown.ANSWERS: "What comes out here depends on your answers.",
}

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

#: What holds no reference, and references.
_TEXT = re.compile(
    r"(?P<other>^\#+\ .*?$|```.*?```|\[(?:`[^`]*`|[^\]])*\]\([^)]*\)|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$)"
    r"|\b(?:chapter\s+(?P<chapter>\d+)(?:,\s+section\s+(?P<there>\d+))?"
    r"|(?P<kind>section|exercise|prediction)\s+(?P<number>\d+))\b",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Places:
    """Where each chapter, and each section and exercise of it, stands in the manual.

    Attributes:
        chapters: The name of each chapter, by its number.
        parts: The name of each part, by the chapter's number and what the part is called there,
            such as ``section 3`` or ``exercise 1``.

    """

    chapters: Mapping[int, str]
    parts: Mapping[tuple[int, str], str]


def places(decks: Mapping[str, Deck]) -> Places:
    """Return where all is that the chapters' cards tell of; ``decks`` are by the chapter's name."""
    parts = {}
    for name, deck in decks.items():
        here = _number(name)
        parts |= {(here, f"section {s.number}"): s.name for s in deck.sections}
        for count, card in enumerate(deck.cards, 1):
            parts[here, numbered(card, deck.cards[:count]).lower()] = card.name
    return Places({_number(name): name for name in decks}, parts)


def page(release: NotebookNode, solution: NotebookNode, chapter: str, where: Places) -> str:
    """Return a chapter's page as Markdown.

    Args:
        release: The student notebook.
        solution: The executed solution, of which only outputs are taken.
        chapter: The chapter's name, such as ``01_scalar_and_vector_gradients``.
        where: Where the parts of all chapters stand.

    """
    shown = what_to_show(solution.cells)
    outputs = {cell.id: cell.get("outputs", []) for cell in solution.cells}
    parts = []
    for count, cell in enumerate(release.cells):
        if cell.cell_type == "markdown":
            parts.append(_text(cell.source, _number(chapter), where))
        elif cell.cell_type == "code":
            parts.append(_fenced(cell.source, "ipython"))
            if outputs[cell.id]:
                parts += _outputs(outputs[cell.id], shown[cell.id])
        if count == 0:
            parts.append(_NOTE)
    return "\n\n".join(parts) + "\n"


def write_pages(course: Course, folder: Path) -> None:
    """Write the pages of all chapters into ``folder``; others there are removed."""
    names = course.released()
    where = places({n: cards.load(cards.beside(course.release(n))) for n in names})
    if {path.stem for path in folder.glob("*")} - set(names):
        shutil.rmtree(folder)
    for name in names:
        release = nbformat.read(course.release(name), as_version=4)
        solution = nbformat.read(course.solution(name), as_version=4)
        text = page(release, solution, name, where).encode()
        path = folder / f"{name}.md"
        if not path.is_file() or path.read_bytes() != text:
            write_atomically(path, text)


def _number(chapter: str) -> int:
    return int(chapter.partition("_")[0])


def _text(source: str, here: int, where: Places) -> str:
    """Return a cell of text, with links, and a name above its heading."""

    def link(found: re.Match[str]) -> str:
        if found["other"]:
            return found[0]
        if found["chapter"] and not found["there"]:
            chapter = where.chapters.get(int(found["chapter"]))
            target = chapter and f"{chapter}.md"
        elif found["chapter"]:
            target = where.parts.get((int(found["chapter"]), f"section {found['there']}"))
            target = target and f"#{target}"
        else:
            target = where.parts.get((here, f"{found['kind'].lower()} {found['number']}"))
            target = target and f"#{target}"
        return f"[{found[0]}]({target})" if target else found[0]

    name = None
    if heading := re.match(r"## (\d+)\. ", source):
        name = where.parts.get((here, f"section {heading[1]}"))
    elif heading := re.match(r"### (\w+ \d+) · ", source):
        name = where.parts.get((here, heading[1].lower()))
    return (f"({name})=\n" if name else "") + _TEXT.sub(link, source)


def _outputs(outputs: list[NotebookNode], shown: Shown) -> Iterator[str]:
    if shown in _LEFT_OUT:
        yield f":::{{container}} left-out\n{_LEFT_OUT[shown]}\n:::"
    if shown is not Shown.YES:
        return
    for output in outputs:
        if output.output_type == "stream":
            yield _fenced(output.text, "none", "output")
        elif output.output_type == "error":
            yield _fenced(_COLOURS.sub("", "\n".join(output.traceback)), "none", "output")
        elif "text/html" in output.data:
            yield _fenced(f'<div class="output">{output.data["text/html"]}</div>', "{raw} html")
        else:
            yield _fenced(output.data["text/plain"], "none", "output")


def _fenced(text: str, language: str, style: str = "") -> str:
    """Return ``text`` as a block of code, in a fence longer than any in it."""
    longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    if style:
        return f"{fence}{{code-block}} {language}\n:class: {style}\n\n{text.rstrip()}\n{fence}"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
