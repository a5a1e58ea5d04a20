"""Variables give tensors their names; nothing of the student's runs."""

from __future__ import annotations

import warnings

import pytest
import torch

from autograder.lesson.diagrams.names import names_in


def test_a_tensor_has_all_its_names_in_order():
    x = torch.ones(2, requires_grad=True)
    other = torch.ones(2)
    namespace = {"x": x, "other": other, "again": x, "number": 3}
    assert [name for name, _ in names_in(namespace)] == ["x", "other", "again"]
    assert all(tensor is namespace[name] for name, tensor in names_in(namespace))


def test_names_are_expressions_that_can_be_typed():
    ws, params = [torch.ones(1), 2, torch.ones(2)], {"w": torch.ones(3), 5: torch.ones(4)}
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    namespace = {"ws": ws, "params": params, "pair": (ws[0],), "net": net}
    found = dict(names_in(namespace))
    assert {"ws[0]", "ws[2]", "params['w']", "params[5]", "pair[0]"} < found.keys()
    assert {"net.0.weight", "net.0.bias", "net.1.weight", "net.1.running_mean"} < found.keys()
    for name in ("ws[2]", "params['w']", "params[5]", "pair[0]"):
        assert eval(name, dict(namespace)) is found[name]
    assert found["net.0.weight"] is net[0].weight


def test_ipythons_own_names_are_left_out():
    x = torch.ones(2)
    namespace = {"_": x, "_12": x, "__": x, "Out": {12: x}, "In": ["", "x"], "x": x}
    assert [name for name, _ in names_in(namespace)] == ["x"]


def test_a_weight_has_the_name_of_every_path_to_it():
    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Linear(2, 2)

    net = torch.nn.Sequential(Encoder(), torch.nn.Tanh())
    layer = net[0].first
    names = names_in({"layer": layer, "net": net})
    called = [name for name, tensor in names if tensor is layer.weight]
    assert called == ["layer.weight", "net.0.first.weight"]


def test_a_module_that_holds_itself_or_is_not_made_yet_is_no_trap():
    class Knot(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(torch.ones(1))
            self.me = self

    class Unmade(torch.nn.Module):
        def __init__(self):
            pass

    names = names_in({"knot": Knot(), "unmade": Unmade(), "empty": torch.nn.Sequential()})
    assert [name for name, _ in names] == ["knot.w"]


def test_nothing_of_the_students_is_run():
    class Trap:
        @property
        def __class__(self):
            pytest.fail("asked for its class")

        def __getattr__(self, name):
            pytest.fail(f"asked for {name}")

    class Rows(list):
        def __iter__(self):
            pytest.fail("iterated by its own method")

    x = torch.ones(2, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # .grad of a non-leaf would warn
        names = names_in({"trap": Trap(), "rows": Rows([x]), "y": x * 2})
    assert [name for name, _ in names] == ["rows[0]", "y"]
