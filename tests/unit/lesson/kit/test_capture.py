import logging
import sys
import warnings

import pytest
import torch

from autograder.lesson.kit.capture import AsModule, hushed


def test_a_function_as_a_module():
    assert AsModule(torch.add)(torch.tensor(1.0), torch.tensor(2.0)) == 3
    exported = torch.export.export(AsModule(torch.sin), (torch.ones(2),)).module()
    x = torch.tensor([0.5, -1.0])
    assert torch.equal(exported(x), x.sin())


def test_a_refused_export_raises_and_writes_nothing(capfd):
    def asks(x):
        return x if x.sum() > 0 else -x

    with hushed(), pytest.raises(RuntimeError, match="data-dependent"):
        torch.export.export(AsModule(asks), (torch.ones(2),))
    assert capfd.readouterr() == ("", "")


def test_warnings_and_remarks_are_held_back_and_then_heard_again(capsys):
    with hushed():
        warnings.warn("held back", stacklevel=1)
        print("held back", file=sys.stderr)
    assert capsys.readouterr().err == ""
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", stacklevel=1)


def test_the_logger_is_left_as_it_was():
    logger = logging.getLogger("torch.fx.experimental.symbolic_shapes")
    before = logger.level
    with pytest.raises(ValueError, match="inside"), hushed():
        raise ValueError("inside")
    assert logger.level == before
