"""Tensors of a student's in a test: their values, gradients and graphs."""

from __future__ import annotations

import pytest

from tests.unit.grading.asked import holds

CASES: dict[str, tuple[str, str]] = {
    "tensors": (
        "import torch\n"
        "a = torch.tensor([1.0, 2.0], requires_grad=True)\n(a * a).sum().backward()\n"
        "b = a * 3\nc = torch.tensor([True])\nd = torch.tensor(1 + 1j)\ne = torch.empty(0, 3)\n"
        "f = torch.tensor(2.0, dtype=torch.bfloat16)",
        "import torch\n"
        "assert a.is_leaf and a.requires_grad and torch.equal(a.grad, torch.tensor([2.0, 4.0]))\n"
        "assert not b.is_leaf and b.grad_fn is not None\n"
        "b.sum().backward()\nassert torch.equal(a.grad, torch.tensor([5.0, 7.0]))\n"
        "assert c.dtype == torch.bool and d.item() == 1 + 1j and e.shape == (0, 3)\n"
        "assert f.dtype == torch.bfloat16 and f.item() == 2",
    ),
    "a gradient through a student's function": (
        "import torch\ndef f(x):\n    return 2 * (x * x).sum()",
        "import torch\n"
        "x = torch.randn(5, dtype=torch.float64, requires_grad=True)\nf(x).backward()\n"
        "assert torch.allclose(x.grad, 4 * x)\n"
        "f(x).backward()\nassert torch.allclose(x.grad, 8 * x)",
    ),
    "the derivative that a student takes of a test's function": (
        "import torch\n"
        "def derivative(f, x):\n"
        "    x = x.detach().requires_grad_()\n"
        "    return torch.autograd.grad(f(x).sum(), x)[0]",
        "import torch\nx = torch.linspace(0, 1, 4)\nscale = 3.0\n"
        "assert torch.allclose(derivative(lambda t: scale * t**2, x), 6 * x)\n"
        "assert torch.allclose(derivative(torch.sin, x), torch.cos(x))",
    ),
    "higher derivatives": (
        "import torch\ndef f(x):\n    return x**3",
        "import torch\n"
        "x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)\n"
        "first, = torch.autograd.grad(f(x), x, create_graph=True)\n"
        "second, = torch.autograd.grad(first, x, create_graph=True)\n"
        "third, = torch.autograd.grad(second, x)\n"
        "assert (first.item(), second.item(), third.item()) == (12, 12, 6)",
    ),
    "gradcheck": (
        "import torch\ndef f(x, y):\n    return x.sin() * y, x * y**2",
        "import torch\nfrom torch.autograd import gradcheck, gradgradcheck\n"
        "pair = tuple(torch.randn(3, dtype=torch.float64, requires_grad=True) for _ in range(2))\n"
        "assert gradcheck(f, pair) and gradgradcheck(f, pair)",
    ),
    "a custom autograd.Function": (
        "import torch\n"
        "class Cube(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n"
        "        ctx.save_for_backward(x)\n        return x**3\n"
        "    @staticmethod\n    def backward(ctx, grad):\n"
        "        x, = ctx.saved_tensors\n        return grad * 3 * x**2\n"
        "cube = Cube.apply",
        "import torch\n"
        "x = torch.randn(3, dtype=torch.float64, requires_grad=True)\n"
        "assert torch.autograd.gradcheck(Cube.apply, x)\n"
        "assert torch.autograd.gradgradcheck(cube, x)\n"
        "assert issubclass(Cube, torch.autograd.Function)",
    ),
    "a model is trained": (
        "import torch\nfrom torch import nn\n"
        "class Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.w = nn.Linear(1, 1)\n"
        "    def forward(self, x):\n        return self.w(x)",
        "import torch\nfrom torch import nn\n"
        "net = Net()\nassert isinstance(net, nn.Module) and callable(net)\n"
        "assert [tuple(p.shape) for p in net.parameters()] == [(1, 1), (1,)]\n"
        "assert all(isinstance(p, nn.Parameter) for p in net.parameters())\n"
        "x = torch.linspace(-1, 1, 9).reshape(-1, 1)\n"
        "optimizer = torch.optim.SGD(net.parameters(), lr=0.5)\n"
        "for _ in range(30):\n"
        "    optimizer.zero_grad()\n"
        "    loss = ((net(x) - 3 * x - 1) ** 2).mean()\n"
        "    loss.backward()\n"
        "    optimizer.step()\n"
        "assert loss.item() < 0.01\n"
        "assert abs(net.w.weight.item() - 3) < 0.2\n"
        "with torch.no_grad():\n    net.w.weight.fill_(7.0)\n"
        "assert net.state_dict()['w.weight'].item() == 7",
    ),
    "a test's model is trained by a student": (
        "import torch\n"
        "def train(net, x, y):\n"
        "    for _ in range(30):\n"
        "        net.zero_grad()\n        ((net(x) - y) ** 2).mean().backward()\n"
        "        with torch.no_grad():\n"
        "            for p in net.parameters():\n                p -= 0.5 * p.grad",
        "import torch\n"
        "net = torch.nn.Linear(1, 1)\nx = torch.linspace(-1, 1, 9).reshape(-1, 1)\n"
        "train(net, x, 3 * x)\nassert abs(net.weight.item() - 3) < 0.2",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])
