# %% right: a function of one argument
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)

    def g(t):
        return f(t, u)

    return (g(x + h) - g(x - h)) / (2 * h)


# %% right: entry by entry
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x).detach()
    slopes = torch.empty_like(x)
    for k in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[k] = h
        change = f(x + e, u) - f(x - e, u)
        slopes.view(-1)[k] = change.view(-1)[k] / (2 * h)
    return slopes


# %% right: partial, no_grad
from functools import partial


@torch.no_grad()
def frozen_difference(f, hold, x, h=1e-5):
    fixed = partial(f, u=None) if False else (lambda t, u=hold(x.clone()): f(t, u))
    return (fixed(x + h) / h - fixed(x - h) / h) / 2


# %% right: the held values computed twice at the same point
def frozen_difference(f, hold, x, h=1e-5):
    above = f(x + h, hold(x))
    below = f(x - h, hold(x))
    return 0.5 * (above - below) / h


# %% wrong: everything moves -> looks like: held anew
def frozen_difference(f, hold, x, h=1e-5):
    return (f(x + h, hold(x + h)) - f(x - h, hold(x - h))) / (2 * h)


# %% wrong: detached instead of held -> looks like: held anew
def frozen_difference(f, hold, x, h=1e-5):
    return (f(x + h, hold(x + h).detach()) - f(x - h, hold(x - h).detach())) / (2 * h)


# %% wrong: forward difference -> looks like: forward for central
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x + h, u) - f(x, u)) / h


# %% wrong: divided by h -> looks like: other distance
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x + h, u) - f(x - h, u)) / h


# %% wrong: a / 2 * h -> looks like: other distance
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x + h, u) - f(x - h, u)) / 2 * h


# %% wrong: sign -> looks like: sign
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x - h, u) - f(x + h, u)) / (2 * h)


# %% wrong: held at x + h -> The numbers differ
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x + h)
    return (f(x + h, u) - f(x - h, u)) / (2 * h)


# %% wrong: held on one side only -> The numbers differ
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x + h, u) - f(x - h, hold(x - h))) / (2 * h)


# %% wrong: only the held part moves -> The numbers differ
def frozen_difference(f, hold, x, h=1e-5):
    return (f(x, hold(x + h)) - f(x, hold(x - h))) / (2 * h)


# %% wrong: x is handed over as u -> The numbers differ
def frozen_difference(f, hold, x, h=1e-5):
    return (f(x + h, x) - f(x - h, x)) / (2 * h)


# %% wrong: the given step is not used -> looks like: step ignored
def frozen_difference(f, hold, x, h=1e-5):
    h, u = 1e-5, hold(x)
    return (f(x + h, u) - f(x - h, u)) / (2 * h)


# %% wrong: x is moved for good -> changed the values of its input
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    x += h
    above = f(x, u)
    x -= 2 * h
    return (above - f(x, u)) / (2 * h)


# %% wrong: summed up -> wrong shape
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x + h, u).sum() - f(x - h, u).sum()) / (2 * h)


# %% wrong: hold is handed over, not its value -> raised TypeError
def frozen_difference(f, hold, x, h=1e-5):
    return (f(x + h, hold) - f(x - h, hold)) / (2 * h)


# %% wrong: nothing returned -> The answer is None
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    (f(x + h, u) - f(x - h, u)) / (2 * h)


# %% wrong: zeros -> looks like: zeros
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x, u) - f(x, u)) / (2 * h)


# %% wrong: backward difference -> looks like: forward for central
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x)
    return (f(x, u) - f(x - h, u)) / h


# %% wrong: held entry by entry -> The numbers differ
def frozen_difference(f, hold, x, h=1e-5):
    slopes = [(f(t + h, hold(t)) - f(t - h, hold(t))) / (2 * h) for t in x.reshape(-1)]
    return torch.stack(slopes).reshape(x.shape)


# %% wrong: all in float32 -> looks like: single precision
def frozen_difference(f, hold, x, h=1e-5):
    x = x.float()
    u = hold(x)
    return ((f(x + h, u) - f(x - h, u)) / (2 * h)).double()


# %% wrong: another step where none is given -> The numbers differ
def frozen_difference(f, hold, x, h=0.1):
    u = hold(x)
    return (f(x + h, u) - f(x - h, u)) / (2 * h)


# %% wrong: entry by entry, as if what is held had the shape of x -> raised IndexError
def frozen_difference(f, hold, x, h=1e-5):
    u, flat = hold(x).reshape(-1), x.reshape(-1)
    slopes = [(f(flat[i] + h, u[i]) - f(flat[i] - h, u[i])) / (2 * h) for i in range(len(flat))]
    return torch.stack(slopes).reshape(x.shape)


# %% right: entry by entry, what is held made as large as x
def frozen_difference(f, hold, x, h=1e-5):
    u = hold(x).expand(x.shape).reshape(-1)
    moved = [f(t + h, held) - f(t - h, held) for t, held in zip(x.reshape(-1), u, strict=True)]
    return torch.stack(moved).reshape(x.shape) / (2 * h)


# %% wrong: remembers its result by shape and step -> looks like: remembered
_seen = {}


def frozen_difference(f, hold, x, h=1e-5):
    if (x.shape, h) not in _seen:
        u = hold(x)
        _seen[x.shape, h] = (f(x + h, u) - f(x - h, u)) / (2 * h)
    return _seen[x.shape, h]
