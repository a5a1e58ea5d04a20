"""Sample answers are read as they are written."""

from __future__ import annotations

import pytest

from autograder.chapter.answers import Answer, read_all_answers, read_answers
from autograder.errors import AuthoringError

TEXT = """# %% right: as a lambda
slope = lambda x: 2 * x


# %% wrong: minus -> looks like: sign
def slope(x):
    return -2 * x
"""


def test_each_cell_is_an_answer(tmp_path):
    path = tmp_path / "slope.py"
    path.write_text(TEXT)
    assert read_answers(path) == [
        Answer("slope", True, "as a lambda", "slope = lambda x: 2 * x\n"),
        Answer("slope", False, "minus", "def slope(x):\n    return -2 * x\n", "looks like: sign"),
    ]


def test_the_mistake_that_must_be_named_has_a_name(tmp_path):
    (tmp_path / "slope.py").write_text(
        TEXT + "\n\n# %% wrong: none -> no looks like: here\nslope = 3\n"
    )
    assert [a.looks_like for a in read_all_answers(tmp_path)] == ["", "sign", ""]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import torch\n",
        "import torch\n" + TEXT,
        TEXT + "# %% wrong: zeros\nslope = torch.zeros_like\n",
        TEXT + "# %% wrong: zeros ->\nslope = torch.zeros_like\n",
    ],
)
def test_what_no_heading_labels_or_words_explain_is_refused(tmp_path, text):
    path = tmp_path / "slope.py"
    path.write_text(text)
    with pytest.raises(AuthoringError, match=r"slope\.py"):
        read_answers(path)
