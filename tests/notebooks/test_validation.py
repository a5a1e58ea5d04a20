"""What nbgrader's Validate button finds in a chapter that is answered in full: nothing.

The button itself is pressed in ``tests/browser``, in one chapter; this is what it calls.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbgrader.validator import Validator
from traitlets.config import Config

from tests.browser.student import HERE, model_answers, released

CONFIG = Config({"Execute": {"shutdown_kernel": "immediate"}})


@pytest.mark.parametrize("chapter", HERE.released()[1:])
def test_a_chapter_answered_in_full_is_valid(chapter: str, tmp_path: Path) -> None:
    notebook = released(chapter)
    for number, source in model_answers(chapter).items():
        notebook.cells[number].source = source
    path = tmp_path / "answered.ipynb"
    nbformat.write(notebook, path)
    assert Validator(config=CONFIG).validate(str(path)) == {}
