"""Whatever a student's code returns becomes plain data, and says what matters of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.lesson.door import Items, Numbers, Other
from autograder.lesson.door.data import MOST_ENTRIES, as_data, as_numbers, kind_of

TENSORS = [
    torch.tensor(2.5),
    torch.arange(6).reshape(2, 3).T,
    torch.ones(1).expand(3),
    torch.ones(3, dtype=torch.bfloat16),
    torch.tensor([True, False]),
    torch.tensor([1 + 2j]).conj(),
    torch.empty(0, 3),
    torch.full((2,), torch.nan),
    torch.tensor(0.3).expand(1),
]


@pytest.mark.parametrize("tensor", TENSORS, ids=lambda t: f"{t.dtype} {tuple(t.shape)}")
def test_a_tensor_survives_the_way_bit_by_bit(tensor):
    back = as_numbers(tensor).tensor()
    torch.testing.assert_close(back, tensor.resolve_conj(), rtol=0, atol=0, equal_nan=True)
    assert back.dtype == tensor.dtype


def test_what_matters_of_a_tensor_is_told():
    leaf = torch.ones(2, requires_grad=True)
    told = as_numbers(leaf * 2)
    assert (told.requires_grad, told.is_leaf, told.device) == (True, False, "cpu")
    assert as_numbers(leaf).is_leaf
    assert not told.tensor().requires_grad


@pytest.mark.parametrize(
    "strange",
    [
        lambda: torch.eye(2).to_sparse(),
        lambda: torch.nested.nested_tensor([torch.ones(1), torch.ones(2)]),
        lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    ],
    ids=["sparse", "nested", "quantised"],
)
@pytest.mark.filterwarnings("ignore")  # PyTorch warns of what it means to drop
def test_a_strange_tensor_comes_without_entries(strange):
    told = as_numbers(strange())
    assert not told.is_ordinary
    assert told.content is None
    with pytest.raises(ValueError, match="without its entries"):
        told.tensor()


def test_a_giant_is_known_by_its_shape():
    giant = torch.ones(()).expand(MOST_ENTRIES + 1)
    assert as_numbers(giant).content is None
    assert as_numbers(giant).shape == (MOST_ENTRIES + 1,)


def test_lists_and_mappings_keep_their_parts():
    told = as_data({"a": [1, torch.ones(2)], 2: (None, "x")})
    assert isinstance(told, Items)
    assert told.names == ("a", "2")
    assert isinstance(told.by_name()["a"].items[1], Numbers)
    assert told.by_name()["2"].items == (None, Other("str", "x"))


def test_depth_and_length_have_an_end():
    loop: list[object] = []
    loop.append(loop)
    assert "Other" in repr(as_data(loop))
    assert len(as_data(list(range(100_000))).items) == 10_000
    assert len(as_data("x" * 100_000).value) == 4000
    assert as_data(10**100).value is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "NoneType"),
        (1.5, "float"),
        (True, "bool"),
        (np.float64(1.5), "float64"),
        (np.ones(2), "ndarray"),
        (lambda: 0, "function"),
        (torch.ones(1), "Tensor"),
        ([], "list"),
    ],
)
def test_the_kind_of_what_came_has_its_name(value, kind):
    assert kind_of(as_data(value)) == kind
