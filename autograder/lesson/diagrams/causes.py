"""Why a tensor requires no gradient, as far as that can be seen afterwards."""

from __future__ import annotations

import torch

from autograder.lesson.diagrams.names import Names


def why_no_gradient(tensor: torch.Tensor, names: Names) -> str:
    """Return in words why a tensor requires no gradient, and what to do about it.

    To be called in the mode that the notebook is in. What holds for certain is said first; where
    nothing is certain, all that can have cut the path.

    Args:
        tensor: the one that requires no gradient.
        names: what variables call tensors.

    """
    if torch.is_inference_mode_enabled() or not torch.is_grad_enabled():
        return (
            "Autograd records nothing just now: torch.is_grad_enabled() is False. Leave the "
            "torch.no_grad() block, or call torch.set_grad_enabled(True), and compute it again."
        )
    if tensor.is_inference():
        return "It was made in inference mode, where nothing is recorded. Compute it again outside."
    if not tensor.is_floating_point() and not tensor.is_complex():
        kind = str(tensor.dtype).removeprefix("torch.")
        return (
            f"Its entries are {kind}, and only floating-point numbers have a derivative: a "
            "comparison, argmax or a conversion ends every path."
        )
    starts = [name for name, each in names if each.requires_grad and each.is_leaf]
    if not starts:
        return "Make one of those that it comes from with requires_grad=True."
    shown = ", ".join(dict.fromkeys(starts[:3]))
    return (
        f"If it comes from a tensor that does ({shown}), something cut the path: recording was "
        "switched off while it was made (torch.no_grad(), torch.set_grad_enabled(False)), or a "
        "detach(), .data, .item(), tolist() or NumPy took out the numbers alone, or an operation "
        "without a derivative, such as a comparison or argmax, stands between. Else make one of "
        "those that it comes from with requires_grad=True."
    )
