"""Read a feedback page as a browser would, and say what it should not hold."""

import re
from html.parser import HTMLParser

#: Elements that a feedback page has no business with.
_ACTIVE = {"script", "iframe", "object", "embed", "link", "base", "form", "svg", "foreignobject"}


class Page(HTMLParser):
    """A page's text, and what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.problems: list[str] = []
        self.alternatives: list[str] = []
        self.tags: set[str] = set()
        self._in_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        self.tags.add(tag)
        if tag in _ACTIVE:
            self.problems.append(f"<{tag}>")
        for name, value in attrs:
            said = f"{tag} {name}={value}"[:80]
            if name.startswith("on") or name in ("style", "srcdoc", "srcset"):
                self.problems.append(said)
            elif name == "alt":
                self.alternatives.append(value or "")
            elif name == "href":
                if tag != "a" or not re.match(r"https?://|mailto:|#", value or ""):
                    self.problems.append(said)
                elif not value.startswith("#") and "noopener" not in (dict(attrs)["rel"] or ""):
                    self.problems.append(f"{said} without rel")
            elif name in ("src", "action", "data", "background", "poster", "xlink:href") and not (
                value or ""
            ).startswith("data:image/"):
                self.problems.append(said)

    def handle_data(self, data: str) -> None:
        if self._in_style and re.search(r"@import|url\(", data):
            self.problems.append("a style that fetches")
        if not self._in_style:
            self.text += data
        self._in_style = False
