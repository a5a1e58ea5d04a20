# %% right: step by step, names for the paths
def slope_of_f(x):
    a, c = x * x, x.sin()
    over_a = 2 * x * (1 / a) * c
    over_c = x.cos() * a.log()
    over_e = -(x**-2)
    return over_a + over_c + over_e


# %% right: 2 log|x|
def slope_of_f(x):
    return 2 * x.sin().div(x) + 2 * x.abs().log() * x.cos() - x.reciprocal().square()


# %% right: over a common denominator
def slope_of_f(x):
    return (2 * x * torch.sin(x) + x**2 * torch.log(x**2) * torch.cos(x) - 1) / x**2


# %% right: entry by entry with math
def slope_of_f(x):
    def slope(t):
        return 2 * math.sin(t) / t + math.log(t * t) * math.cos(t) - 1 / t**2

    return torch.tensor([slope(t) for t in x.flatten().tolist()], dtype=x.dtype).reshape(x.shape)


# %% right: NumPy
import numpy as np


def slope_of_f(x):
    t = x.numpy()
    return torch.as_tensor(2 * np.sin(t) / t + np.log(t**2) * np.cos(t) - 1 / t**2)


# %% right: dual numbers by hand
def slope_of_f(x):
    a, da = x * x, 2 * x
    b, db = a.log(), da / a
    c, dc = x.sin(), x.cos()
    return db * c + b * dc - 1 / x**2


# %% right: cosine as a shifted sine
def slope_of_f(x):
    cosine = torch.sin(x + math.pi / 2)
    return 2 / x * torch.sin(x) + torch.log(x.square()) * cosine - x.pow(-2)


# %% wrong: the first path only -> looks like: one path
def slope_of_f(x):
    return 2 * torch.sin(x) / x


# %% wrong: the second path only -> looks like: one path
def slope_of_f(x):
    return torch.log(x**2) * torch.cos(x)


# %% wrong: the last path only -> looks like: one path
def slope_of_f(x):
    return -1 / x**2


# %% wrong: the logarithm held fixed -> looks like: product rule
def slope_of_f(x):
    return torch.log(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: the sine held fixed -> looks like: product rule
def slope_of_f(x):
    return 2 / x * torch.sin(x) - 1 / x**2


# %% wrong: the derivative of x² left out -> looks like: inner derivative
def slope_of_f(x):
    return torch.sin(x) / x**2 + torch.log(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: plus at the reciprocal -> looks like: sign of a path
def slope_of_f(x):
    return 2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x) + 1 / x**2


# %% wrong: 1/x differentiated to log x² -> The numbers differ
def slope_of_f(x):
    return 2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x) + torch.log(x**2) / 2


# %% wrong: cosine with a minus -> looks like: sign of a path
def slope_of_f(x):
    return 2 * torch.sin(x) / x - torch.log(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: the whole sign -> looks like: sign
def slope_of_f(x):
    return -2 * torch.sin(x) / x - torch.log(x**2) * torch.cos(x) + 1 / x**2


# %% wrong: the derivatives multiplied -> looks like: slopes multiplied
def slope_of_f(x):
    return 2 / x * torch.cos(x) - 1 / x**2


# %% wrong: the function itself -> The numbers differ
def slope_of_f(x):
    return torch.log(x**2) * torch.sin(x) + 1 / x


# %% wrong: 2 log x, which is nan on the left -> The answer is not finite
def slope_of_f(x):
    return 2 * torch.sin(x) / x + 2 * torch.log(x) * torch.cos(x) - 1 / x**2


# %% wrong: the logarithm to base 10 -> The numbers differ
def slope_of_f(x):
    return 2 * torch.sin(x) / x + torch.log10(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: autograd all the same -> Autograd is switched off here
def slope_of_f(x):
    leaf = x.clone().requires_grad_()
    y = torch.log(leaf**2) * torch.sin(leaf) + 1 / leaf
    return torch.autograd.grad(y.sum(), leaf)[0]


# %% wrong: the sum of all entries -> looks like: summed axis
def slope_of_f(x):
    return (2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x) - 1 / x**2).sum(0)


# %% wrong: the mean's derivative -> looks like: mean taken
def slope_of_f(x):
    return (2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x) - 1 / x**2) / x.numel()


# %% wrong: degrees -> The numbers differ
def slope_of_f(x):
    t = torch.deg2rad(x)
    return 2 * torch.sin(t) / x + torch.log(x**2) * torch.cos(t) - 1 / x**2


# %% wrong: a coarse difference -> looks like: step too large
def slope_of_f(x):
    f = lambda t: torch.log(t**2) * torch.sin(t) + 1 / t
    return (f(x + 0.01) - f(x - 0.01)) / 0.02


# %% wrong: float32 on the way -> looks like: single precision
def slope_of_f(x):
    t = x.float()
    return (2 * torch.sin(t) / t + torch.log(t**2) * torch.cos(t) - 1 / t**2).double()


# %% wrong: zeros -> looks like: zeros
def slope_of_f(x):
    return torch.zeros_like(x)


# %% wrong: nothing returned -> The answer is None
def slope_of_f(x):
    2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: changes x -> changed the values of its input
def slope_of_f(x):
    y = 2 * torch.sin(x) / x + torch.log(x**2) * torch.cos(x)
    return y - x.square_().reciprocal()


# %% wrong: a difference with a tiny step -> The numbers differ
def slope_of_f(x):
    f = lambda t: torch.log(t**2) * torch.sin(t) + 1 / t
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6


# %% wrong: a minus between the paths of the product, too -> looks like: sign of a path
def slope_of_f(x):
    return 2 * torch.sin(x) / x - torch.log(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: a central difference with a tiny step -> The numbers differ
def slope_of_f(x):
    def f(t):
        return torch.log(t**2) * torch.sin(t) + 1 / t

    h = 1e-6
    return ((f(x.double() + h) - f(x.double() - h)) / (2 * h)).to(x.dtype)


# %% wrong: taken a little beside each point -> The numbers differ
def slope_of_f(x):
    x = x + 1e-3
    return 2 / x * torch.sin(x) + torch.log(x**2) * torch.cos(x) - 1 / x**2


# %% wrong: the slope of log x for that of log x² -> looks like: wrong partial
def slope_of_f(x):
    return torch.sin(x) / x + torch.log(x**2) * torch.cos(x) - 1 / x**2
