"""Small words that messages need."""

from __future__ import annotations


def with_article(noun: str) -> str:
    """Return a noun after "a" or "an", as it is spoken: an int, an x, a list."""
    spoken = noun[:1].lower() in ("aefhilmnorsx" if len(noun) == 1 else "aeio")
    return f"{'an' if spoken else 'a'} {noun}"
