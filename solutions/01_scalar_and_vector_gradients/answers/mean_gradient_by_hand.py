# %% right: factor first
def mean_gradient_by_hand(x):
    return (6 / x.numel()) * (x + 2)


# %% right: multiplied out
def mean_gradient_by_hand(x):
    n = x.flatten().shape[0]
    return 6 * x / n + 12 / n


# %% right: chain rule step by step
def mean_gradient_by_hand(x):
    y = x + 2
    do_dz = torch.full_like(x, 1 / x.numel())
    dz_dy = 6 * y
    return do_dz * dz_dy * torch.ones_like(x)


# %% right: entry by entry
def mean_gradient_by_hand(x):
    gradient = torch.empty_like(x)
    for k in range(x.numel()):
        gradient.view(-1)[k] = 6 * (x.reshape(-1)[k] + 2) / x.numel()
    return gradient


# %% wrong: hard-coded to four entries -> looks like: hard coded
def mean_gradient_by_hand(x):
    return 1.5 * (x + 2)


# %% wrong: gradient of the sum -> looks like: mean forgotten
def mean_gradient_by_hand(x):
    return 6 * (x + 2)


# %% wrong: f instead of its derivative -> looks like: own value
def mean_gradient_by_hand(x):
    return (3 * (x + 2) ** 2).mean()


# %% wrong: factor 2 forgotten -> looks like: factor
def mean_gradient_by_hand(x):
    return 3 * (x + 2) / x.numel()


# %% wrong: exponent rule off by one -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * (x + 2) ** 2 / x.numel()


# %% wrong: inner function dropped -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * x / x.numel()


# %% wrong: divided by the rows only -> looks like: rows counted
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / len(x)


# %% wrong: sign -> looks like: sign
def mean_gradient_by_hand(x):
    return -6 * (x + 2) / x.numel()


# %% wrong: the shown number -> looks like: hard coded
def mean_gradient_by_hand(x):
    return torch.full_like(x, 4.5)


# %% wrong: the mean of the gradient -> wrong shape
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).mean()


# %% wrong: numpy -> The answer is a ndarray
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).numpy()


# %% wrong: autograd where a formula is asked for -> Autograd is switched off here
def mean_gradient_by_hand(x):
    leaf = x.clone().requires_grad_()
    (3 * (leaf + 2) ** 2).mean().backward()
    return leaf.grad


# %% wrong: only for matrices -> raised IndexError
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / (x.shape[0] * x.shape[1])


# %% right: torch.div and torch.add with alpha
def mean_gradient_by_hand(x):
    return torch.add(torch.full_like(x, 12 / x.numel()), x, alpha=6 / x.numel())


# %% right: the number of entries as a product of the shape
import math as m


def mean_gradient_by_hand(x):
    return (x + 2).mul(6).div(m.prod(x.shape))


# %% right: in place on an own copy
def mean_gradient_by_hand(x):
    g = x.clone()
    g += 2
    g *= 6
    g /= g.nelement()
    return g


# %% right: NumPy inside
import numpy as np


def mean_gradient_by_hand(x):
    a = x.cpu().numpy()
    return torch.as_tensor(6.0 * (a + 2.0) / a.size, device=x.device)


# %% right: lists inside
def mean_gradient_by_hand(x):
    flat = x.flatten().tolist()
    return x.new_tensor([6 * (t + 2) / len(flat) for t in flat]).reshape(x.shape)


# %% right: lambda
mean_gradient_by_hand = lambda x: 1.5 * (x + 2) * 4 / x.numel()


# %% right: a class with __call__
class _Formula:
    inner = 2.0

    def __call__(self, x):
        return 3 * 2 * (x + self.inner) * (1.0 / float(x.numel()))


mean_gradient_by_hand = _Formula()


# %% right: the mean of a tensor of ones knows n
def mean_gradient_by_hand(x):
    n = torch.ones_like(x).sum()
    return torch.true_divide(6 * (x + 2), n)


# %% right: non-contiguous
def mean_gradient_by_hand(x):
    g = 6 * (x.reshape(-1) + 2) / x.numel()
    return torch.stack([g, g], dim=1)[:, 0].reshape(x.shape)


# %% right: a transposed copy and back
def mean_gradient_by_hand(x):
    turned = tuple(reversed(range(x.dim())))
    t = x.permute(turned)
    return (6 * (t + 2) / t.numel()).permute(turned)


# %% right: vmap of the scalar formula
def mean_gradient_by_hand(x):
    n = x.numel()
    return torch.vmap(lambda t: 6 * (t + 2) / n)(x.reshape(-1)).reshape(x.shape)


# %% right: expected by Fractions
from fractions import Fraction


def mean_gradient_by_hand(x):
    return float(Fraction(6, x.numel())) * (x + 2)


# %% right: a Parameter without gradient
def mean_gradient_by_hand(x):
    return torch.nn.Parameter(6 * (x + 2) / x.numel(), requires_grad=False)


# %% right: a chain of lambdas and reduce
from functools import reduce


def mean_gradient_by_hand(x):
    steps = [lambda t: t + 2, lambda t: 6 * t, lambda t: t / x.numel()]
    return reduce(lambda t, step: step(t), steps, x)


# %% wrong: only for one and two dimensions -> raised IndexError
def mean_gradient_by_hand(x):
    if x.dim() == 2:
        return 6 * (x + 2) / (x.shape[0] * x.shape[1])
    return 6 * (x + 2) / x.shape[0]


# %% wrong: first times last dimension -> The numbers differ
def mean_gradient_by_hand(x):
    n = x.shape[0] * x.shape[-1] if x.dim() > 1 else x.numel()
    return 6 * (x + 2) / n


# %% wrong: hard-coded to the two shown shapes -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / {(2, 2): 4, (2, 3): 6}.get(tuple(x.shape), 4)


# %% wrong: number of dimensions -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / x.dim()


# %% wrong: doubled -> looks like: factor
def mean_gradient_by_hand(x):
    return 12 * (x + 2) / x.numel()


# %% wrong: 3 forgotten -> looks like: factor
def mean_gradient_by_hand(x):
    return 2 * (x + 2) / x.numel()


# %% wrong: n forgotten and halved -> The numbers differ
def mean_gradient_by_hand(x):
    return 3 * (x + 2)


# %% wrong: divided by n twice -> looks like: mean taken
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / x.numel() ** 2


# %% wrong: integer division -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 // x.numel() * (x + 2)


# %% wrong: rounded -> The numbers differ
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).round(decimals=4)


# %% wrong: nearly right, six digits -> The numbers differ
def mean_gradient_by_hand(x):
    return 6.000001 * (x + 2) / x.numel()


# %% wrong: changes its input -> changed the values of its input
def mean_gradient_by_hand(x):
    x += 2
    return 6 * x / x.numel()


# %% wrong: changes its input and puts it back -> changed the values of its input
def mean_gradient_by_hand(x):
    x += 2
    g = 6 * x / x.numel()
    x -= 2.0000001
    return g


# %% wrong: precedence -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * x + 2 / x.numel()


# %% wrong: a Parameter -> itself requires a gradient
def mean_gradient_by_hand(x):
    return torch.nn.Parameter(6 * (x + 2) / x.numel())


# %% wrong: an extra dimension -> wrong shape
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).unsqueeze(0)


# %% wrong: a Python list -> The answer is a list
def mean_gradient_by_hand(x):
    return (6 * (x + 2) / x.numel()).tolist()


# %% wrong: an unknown name -> raised NameError
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / n


# %% wrong: the own value everywhere -> looks like: own value
def mean_gradient_by_hand(x):
    return (3 * (x + 2) ** 2).mean().expand(x.shape)


# %% wrong: zeros -> looks like: zeros
def mean_gradient_by_hand(x):
    return x - x


# %% wrong: raises with a message of three lines -> raised RuntimeError
def mean_gradient_by_hand(x):
    raise RuntimeError("\n\nfirst line is empty\nand more")


# %% wrong: autograd.grad -> Autograd is switched off here
def mean_gradient_by_hand(x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad((3 * (leaf + 2) ** 2).mean(), leaf)[0]


# %% wrong: forward mode -> Autograd is switched off here
def mean_gradient_by_hand(x):
    return torch.func.jacfwd(lambda t: (3 * (t + 2) ** 2).mean())(x)


# %% wrong: dual numbers -> Autograd is switched off here
import torch.autograd.forward_ad as forward_ad


def mean_gradient_by_hand(x):
    slopes = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = 1
        with forward_ad.dual_level():
            mean = (3 * (forward_ad.make_dual(x, e) + 2) ** 2).mean()
            slopes.view(-1)[i] = forward_ad.unpack_dual(mean).tangent
    return slopes


# %% wrong: by differences -> The numbers differ
def mean_gradient_by_hand(x):
    h = 1e-5
    f = lambda t: 3 * (t + 2) ** 2
    return (f(x + h) - f(x - h)) / (2 * h) / x.numel()


# %% wrong: as if x + 2 were never negative -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * (x + 2).abs() / x.numel()


# %% wrong: always float64 -> torch.float32 is wanted
def mean_gradient_by_hand(x):
    return 6 * (x.double() + 2) / x.numel()


# %% wrong: equal entries are counted once -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / x.unique().numel()


# %% wrong: entries that contribute nothing are not counted -> The numbers differ
def mean_gradient_by_hand(x):
    return 6 * (x + 2) / torch.count_nonzero(x + 2)


# %% wrong: a difference of means with the step 1, which is exact for a square -> The numbers differ
def mean_gradient_by_hand(x):
    def mean(t):
        return (3 * (t + 2) ** 2).mean()

    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = 1
        gradient += e * (mean(x + e) - mean(x - e)) / 2
    return gradient
