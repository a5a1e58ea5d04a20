"""What torch imports when it is first needed, imported before a process forks.

Each fork would import it anew.
"""

from __future__ import annotations

import torch


def import_what_torch_wants_late() -> None:
    """Let torch check a gradient and map a function, which brings in most of what it leaves out."""
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    torch.autograd.gradcheck(torch.square, (x,))
    torch.func.vmap(torch.func.grad(torch.sin))(x.detach())
