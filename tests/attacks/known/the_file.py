"""Attacks by the file itself: its cells, its metadata, its format."""

from __future__ import annotations

import json
from typing import Any

from tests.attacks.assignment import HONEST, notebook
from tests.attacks.attack import Attack, everywhere

Notebook = dict[str, Any]


def _by_id(made: Notebook, name: str) -> Notebook:
    cell: Notebook = next(cell for cell in made["cells"] if cell["id"] == name)
    return cell


def _tests(made: Notebook) -> list[Notebook]:
    return [cell for cell in made["cells"] if cell["id"].startswith("test_")]


def _empty_tests(made: Notebook) -> None:
    for cell in _tests(made):
        cell["source"] = "pass"
        cell["metadata"]["nbgrader"]["points"] = 1000


def _ungraded_tests(made: Notebook) -> None:
    for cell in _tests(made):
        cell["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "locked": False}


def _no_tests(made: Notebook) -> None:
    made["cells"] = [cell for cell in made["cells"] if cell not in _tests(made)]


def _double_names(made: Notebook) -> None:
    twin = json.loads(json.dumps(_by_id(made, "test_square")))
    made["cells"].append(twin | {"id": "twin", "source": "pass"})


def _double_answers(made: Notebook) -> None:
    twin = json.loads(json.dumps(_by_id(made, "square")))
    made["cells"].append(twin | {"id": "twin", "source": "square = None"})


def _no_kind(made: Notebook) -> None:
    made["cells"][0]["cell_type"] = "attack"


def _markup(made: Notebook) -> None:
    made["cells"][0]["source"] = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    made["cells"].append(
        {
            "id": "own",
            "cell_type": "code",
            "metadata": {"tags": ["<script>"]},
            "execution_count": None,
            "outputs": [],
            "source": "from IPython.display import HTML, Javascript, display\n"
            "display(HTML('<script>alert(1)</script>'), Javascript('alert(1)'))\n"
            "get_ipython().display_pub.publish({'text/html': '<svg onload=alert(1)>',\n"
            "    'image/svg+xml': '<svg/onload=alert(1)>'})",
        }
    )


def _stored_outputs(made: Notebook) -> None:
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "1.0"},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]


def _another_kernel(made: Notebook) -> None:
    made["metadata"] = {
        "kernelspec": {"name": "../../bash", "display_name": "Bash", "argv": ["sh"]},
        "language_info": {"name": "bash", "file_extension": "/../x"},
        "widgets": {"x": 1},
        "../": {"name": "../../../etc/passwd"},
    }


def _odd_names(made: Notebook) -> None:
    for number, cell in enumerate(made["cells"]):
        cell["metadata"]["name"] = "../../../etc/passwd"
        if number > 2:
            cell["id"] = "../" * 30


def _helper_cells(made: Notebook) -> None:
    code = "abs = lambda x: 0.0\nall = any = lambda *_: True\ntorch.allclose = lambda *a, **k: True"
    for place in (1, 4, 7, -1):
        made["cells"].insert(
            place,
            {
                "id": f"helper{place}".replace("-", "m"),
                "cell_type": "code",
                "metadata": {"nbgrader": {"grade_id": f"cell-{place}", "grade": True, "points": 9}},
                "execution_count": None,
                "outputs": [],
                "source": code,
            },
        )


def _locked_cells(made: Notebook) -> None:
    _by_id(made, "imports")["source"] = (
        "import torch\ntorch.allclose = lambda *a, **k: True\ndef gradcheck(*_): return True"
    )


def _many_cells(made: Notebook) -> None:
    own = [
        {"id": f"own{k}", "cell_type": "markdown", "metadata": {}, "source": f"# {k}"}
        for k in range(3000)
    ]
    made["cells"] += own


ATTACKS = [
    Attack(
        "edited-tests",
        "Test cells that test nothing, worth 1000 points each.",
        everywhere(""),
        change=_empty_tests,
    ),
    Attack(
        "tests-made-answers",
        "Metadata that call the test cells answers.",
        dict(HONEST),
        worth=5,
        change=_ungraded_tests,
        on_stock="ungraded",
    ),
    Attack("no-tests", "A notebook without its test cells.", everywhere(""), change=_no_tests),
    Attack(
        "a-test-twice",
        "A second cell with a test's name, which tests nothing.",
        everywhere(""),
        change=_double_names,
        on_stock="aborts",
        is_alone_there=True,
    ),
    Attack(
        "an-answer-twice",
        "A second cell with an answer's name, which undoes the first.",
        dict(HONEST),
        worth=5,
        change=_double_answers,
        on_stock="aborts",
        is_alone_there=True,
    ),
    Attack(
        "cell-of-no-kind",
        "A cell whose kind there is not.",
        dict(HONEST),
        worth=5,
        change=_no_kind,
        on_stock="ungraded",
    ),
    Attack(
        "markup",
        "Scripts in words, in outputs and in tags, for the browser of whoever reads them.",
        dict(HONEST),
        worth=5,
        change=_markup,
    ),
    Attack(
        "outputs-of-yesterday",
        "Outputs that stand in the file already, and say 1.0.",
        change=_stored_outputs,
    ),
    Attack(
        "another-kernel",
        "Metadata that name another kernel, and paths.",
        dict(HONEST),
        worth=5,
        change=_another_kernel,
        may_fail_early=True,
    ),
    Attack(
        "names-with-paths",
        "Names and ids of cells that are paths out of the folder.",
        dict(HONEST),
        worth=5,
        change=_odd_names,
        may_fail_early=True,
    ),
    Attack(
        "helper-cells",
        "Cells of its own, before and after tests, that replace what tests use.",
        everywhere(""),
        change=_helper_cells,
        on_stock="points",
    ),
    Attack(
        "other-imports",
        "A changed lesson cell, which imports something else in place of torch's functions.",
        everywhere(""),
        change=_locked_cells,
        on_stock="points",
    ),
    Attack(
        "thousands-of-cells",
        "Three thousand cells of its own.",
        dict(HONEST),
        worth=5,
        change=_many_cells,
    ),
    Attack(
        "deep-file",
        "JSON nested a hundred thousand times.",
        raw=b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        on_stock="ungraded",
        is_alone_there=True,
    ),
    Attack(
        "a-file-that-swells",
        "A file of 60 MB that would take gigabytes when it is read.",
        raw=lambda: b'{"cells": [' + b"[]," * 20_000_000,
    ),
    Attack(
        "no-notebook",
        "Bytes that are none.",
        raw=b"\x80\x04\x95\0attack",
        on_stock="ungraded",
        is_alone_there=True,
    ),
    Attack(
        "numbers-that-are-none",
        "Points of NaN and of a thousand digits, formats of minus one.",
        raw=json.dumps(notebook(HONEST))
        .replace('"points": 1', '"points": NaN')
        .replace('"nbformat_minor": 5', f'"nbformat_minor": {"9" * 1000}')
        .encode(),
        worth=5,
    ),
]
