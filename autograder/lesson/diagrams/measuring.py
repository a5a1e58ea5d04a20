"""How wide a text will be, without asking a font: the same answer on every machine.

The widths are those of Helvetica, which Arial and Liberation Sans share by design, in
thousandths of the type size. Where neither of the three is installed, a wider fallback such as
DejaVu Sans takes about an eighth more: a little is added for it, and the padding around a text is
room for the rest.
"""

from __future__ import annotations

import unicodedata

_WIDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r·²³“”",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu∂√≈–",
    584: "+<=>~×−",
    611: "FTZ",
    667: "&ABEKPSVXYΔ",
    722: "CDHNRUw∑",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
#: For every other letter that is not as wide as it is high: few are wider.
_OTHER = 800
#: What is added to Helvetica's widths, so that a box has room for a wider fallback too; a bold text
#: is wider than the same one in regular type, digits and brackets more than letters.
_REGULAR, _BOLD = 1.07, 1.2
_OPERATORS = ("=", "+")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text, in the unit of ``size``."""
    return sum(map(_letter, text)) * size / 1000 * (_BOLD if bold else _REGULAR)


def _letter(letter: str) -> int:
    if letter in _WIDTH:
        return _WIDTH[letter]
    if unicodedata.combining(letter):
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in "WF" else _OTHER


def wrapped(text: str, size: float, limit: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text that is broken at its spaces to be at most ``limit`` wide.

    Spaces within brackets are only used where they must be, the inner ones last, and none after
    an operator. What is too wide without a space loses letters from its middle, with an
    ellipsis in their place.
    """
    lines: list[str] = []
    for word in _words(" ".join(text.split()), size, limit, bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words(text: str, size: float, limit: float, bold: bool, depth: int = 0) -> list[str]:
    """Return the pieces of a text between which a line may end."""
    words: list[str] = []
    for piece in _pieces(text, depth):
        if width_of(piece, size, bold=bold) <= limit:
            words.append(piece)
        elif " " in piece:
            words += _words(piece, size, limit, bold, depth + 1)
        else:
            words.append(_shortened(piece, size, limit, bold))
    return words


def _pieces(text: str, depth: int) -> list[str]:
    """Split a text at its spaces that stand within at most ``depth`` brackets."""
    pieces, level, start = [], 0, 0
    # Deeper than all brackets every space will do, even one after an operator.
    is_last_resort = depth > sum(map(text.count, "([{"))
    for place, letter in enumerate(text):
        level += (letter in "([{") - (letter in ")]}")
        is_bound = level > depth or text[start:place] in _OPERATORS
        if letter == " " and (is_last_resort or not is_bound):
            pieces.append(text[start:place])
            start = place + 1
    return [piece for piece in [*pieces, text[start:]] if piece]


def _shortened(word: str, size: float, limit: float, bold: bool) -> str:
    short, kept = word, len(word)
    while kept > 1 and width_of(short, size, bold=bold) > limit:
        kept -= 1
        short = f"{word[: (kept + 1) // 2]}…{word[len(word) - kept // 2 :]}"
    return short
