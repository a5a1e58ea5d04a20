"""Make what students wrote safe to show: HTML without scripts, formulas without scripts.

Whoever opens a feedback page in a browser runs whatever it holds, so nothing of a
notebook reaches the page but through here.
"""

from __future__ import annotations

import html
import re
import secrets
from typing import Any
from xml.etree import ElementTree

import nh3
from latex2mathml.converter import Converter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

#: Pictures that hold their own data; a browser runs no script in an image, SVG included.
_EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]")

#: What cleaning leaves of any other picture; a "<" inside an attribute comes out escaped.
_EMPTY_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")

#: A picture of which nothing is said: a screen reader would read out its data.
_WITHOUT_WORDS = re.compile(r"<img(?![^>]* alt=)")

#: What is said of it then.
NO_DESCRIPTION = "A picture without a description"

#: Links that a reader may follow: nothing is fetched before they do.
_LINK = re.compile(r"(https?:|mailto:|#)", re.IGNORECASE)

_ATTRIBUTES = {
    "*": {"class", "title", "dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "details": {"open"},
}

#: Environments that latex2mathml does not know, or numbers; it knows ``align*``.
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|align|split|gathered|gather)\}")

#: A formula's number, which latex2mathml sets close behind it.
_TAG = re.compile(r"\\tag\{([^{}]*)\}")

#: A function by its name, round which latex2mathml leaves room as round a plus sign.
_NAMED = re.compile(r"\\operatorname\{")

#: What latex2mathml writes for layout; ``href``, ``style``, ``class`` and ``id`` are not among it.
_MATH_ATTRIBUTES = {
    "xmlns", "display", "displaystyle", "scriptlevel", "mathvariant", "mathsize", "stretchy",
    "fence", "form", "separator", "movablelimits", "minsize", "maxsize", "lspace", "rspace",
    "width", "height", "depth", "voffset", "linethickness", "accent", "accentunder", "notation",
    "columnalign", "columnlines", "columnspacing", "rowlines", "rowspacing", "symmetric",
}  # fmt: skip


def clean(markup: str) -> str:
    """Return ``markup`` without scripts, handlers, styles, frames and pictures from elsewhere.

    Pictures without an alternative text get one.
    """
    cleaned = nh3.clean(
        markup,
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    cleaned = _EMPTY_PICTURE.sub("<em>[picture from elsewhere, not shown]</em>", cleaned)
    return _WITHOUT_WORDS.sub(f'<img alt="{NO_DESCRIPTION}"', cleaned)


def _filtered(_tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value, None to drop it."""
    allowed = {"src": _EMBEDDED, "href": _LINK}.get(attribute)
    return value if allowed is None or allowed.match(value.strip()) else None


def formula(latex: str, display: str) -> str:
    """Return ``latex`` as MathML, which browsers show without a script.

    Args:
        latex: The formula, without its dollar signs.
        display: ``"inline"`` or ``"block"``.

    Returns:
        The MathML, or the formula's source where it cannot be understood.

    """
    try:
        known = _NAMED.sub(r"\\text{", _ALIGNED.sub(r"\\\1{align*}", latex))
        known = _TAG.sub(r"\\qquad(\1)", known)
        tree = Converter(display=display).convert_to_element(known)
    except Exception:  # A student's formula can make the converter stumble in any way.
        return f'<code class="latex">{html.escape(latex)}</code>'
    for element in tree.iter():
        # The converter leaves entities in the text, for which its own way out unescapes
        # everything, a <script> in a \text{} too.
        element.text = html.unescape(element.text or "")
        element.tail = html.unescape(element.tail or "")
        for name in set(element.attrib) - _MATH_ATTRIBUTES:
            del element.attrib[name]
    return ElementTree.tostring(tree, encoding="unicode")


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """nbconvert's renderer, which sets formulas aside so that cleaning leaves them alone."""

    def __init__(self, attachments: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        #: Source and kind of each formula, by the placeholder that stands for it.
        self.formulas: dict[str, tuple[str, str]] = {}

    def _set_aside(self, latex: str, display: str) -> str:
        # It cannot be guessed, so no student's text passes for it; and it is an element, so
        # inside an attribute, where a formula would end the attribute, it is not found again.
        placeholder = f'<span class="formula-{secrets.token_hex(16)}"></span>'
        self.formulas[placeholder] = (latex, display)
        return placeholder

    def block_math(self, body: str) -> str:
        return self._set_aside(body, "block")

    def inline_math(self, body: str) -> str:
        return self._set_aside(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return self._set_aside(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def image(self, text: str, url: str, title: str | None = None) -> str:
        for placeholder, (latex, _) in self.formulas.items():
            text = text.replace(placeholder, f"${latex}$")
        if url.startswith("attachment:") and url[len("attachment:") :] not in self.attachments:
            return html.escape(text)
        return str(super().image(text, url, title))


def markdown(source: str, attachments: dict[str, Any] | None = None) -> str:
    """Return Markdown as safe HTML, formulas as MathML."""
    renderer = _Renderer(attachments or {})
    page = clean(MarkdownWithMath(renderer=renderer).render(source))
    for placeholder, (latex, display) in renderer.formulas.items():
        page = page.replace(placeholder, formula(latex, display))
    return page
