# %% right: the weighted sum along t
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    def along(s):
        return (v * f(x + s * t)).sum()

    return abs((along(h) - along(-h)) / (2 * h) - (pulled * t).sum())


# %% right: flat dot products
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    rates = (f(x + h * t) - f(x - h * t)).div(2 * h)
    left = torch.dot(v.flatten(), rates.flatten())
    right = torch.dot(pulled.flatten(), t.flatten())
    return torch.abs(right - left)


# %% right: tensordot, half of each step
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    up, down = f(x + t * h), f(x - t * h)
    forward = 0.5 * (up / h - down / h)
    return (torch.tensordot(v, forward, v.dim()) - torch.tensordot(pulled, t, t.dim())).abs()


# %% right: entry by entry
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / h / 2
    total = torch.zeros((), dtype=x.dtype, device=x.device)
    for a, b in zip(v.flatten(), forward.flatten()):
        total = total + a * b
    for a, b in zip(pulled.flatten(), t.flatten()):
        total = total - a * b
    return total.abs()


# %% right: einsum and sqrt of the square
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    with torch.no_grad():
        forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
        gap = torch.einsum("...,...->", v, forward) - torch.einsum("...,...->", pulled, t)
        return torch.sqrt(gap**2)


# %% wrong: divided by h -> looks like: other distance
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / h
    return ((v * forward).sum() - (pulled * t).sum()).abs()


# %% wrong: a / 2 * h -> looks like: other distance
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / 2 * h
    return ((v * forward).sum() - (pulled * t).sum()).abs()


# %% wrong: forward difference -> looks like: forward for central
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x)) / h
    return ((v * forward).sum() - (pulled * t).sum()).abs()


# %% wrong: no absolute value -> looks like: absolute missing
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return (v * forward).sum() - (pulled * t).sum()


# %% wrong: no absolute value, the sides exchanged -> looks like: absolute missing
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return (pulled * t).sum() - (v * forward).sum()


# %% wrong: the sum of the sides -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum() + (pulled * t).sum()).abs()


# %% wrong: absolute values of the sides first -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum().abs() - (pulled * t).sum().abs()).abs()


# %% wrong: the head is left out -> looks like: head ignored
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return (forward.sum() - (pulled * t).sum()).abs()


# %% wrong: the step leaves t out -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h) - f(x - h)) / (2 * h)
    return ((v * forward).sum() - (pulled * t).sum()).abs()


# %% wrong: v and t exchanged -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    if v.shape == t.shape:
        v, t = t, v
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum() - (pulled * t).sum()).abs()


# %% wrong: the true product instead of the claim -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    return torch.zeros((), dtype=x.dtype, device=x.device)


# %% wrong: h forgotten in the step, a fixed one in its place -> looks like: step ignored
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + 1e-5 * t) - f(x - 1e-5 * t)) / 2e-5
    return ((v * forward).sum() - (pulled * t).sum()).abs()


# %% wrong: dot, which takes vectors only -> Your code raised RuntimeError
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return (v.dot(forward) - pulled.dot(t)).abs()


# %% wrong: a matrix product for the sum -> The
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return (v * forward - pulled * t).abs().sum() if v.shape == t.shape else v.sum()


# %% wrong: a plain number -> The answer is a float
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return abs((v * forward).sum().item() - (pulled * t).sum().item())


# %% wrong: shape (1,) -> wrong shape
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum() - (pulled * t).sum()).abs().reshape(1)


# %% wrong: mean for sum -> looks like: mean taken
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).mean() - (pulled * t).mean()).abs()


# %% wrong: nothing returned -> The answer is None
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    print(((v * forward).sum() - (pulled * t).sum()).abs())


# %% wrong: row by row -> raised TypeError
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    left = sum((a * b).sum() for a, b in zip(v, forward))
    return (left - sum((a * b).sum() for a, b in zip(pulled, t))).abs()


# %% wrong: changes t in place -> changed the values of t
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    p = (pulled * t).sum()
    t *= h
    return ((v * (f(x + t) - f(x - t)) / (2 * h)).sum() - p).abs()


# %% wrong: all in float32 -> looks like: single precision
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    x, v, t, pulled = (each.float() for each in (x, v, t, pulled))
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum() - (pulled * t).sum()).abs().double()


# %% wrong: a small gap counts as none -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    found = ((v * forward).sum() - (pulled * t).sum()).abs()
    return torch.where(found < 0.02, 0, found)


# %% wrong: remembers its result by shapes and step -> The numbers differ
_seen = {}


def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    if (x.shape, v.shape, h) not in _seen:
        rate = (f(x + t * h) - f(x - t * h)) / (2 * h)
        _seen[x.shape, v.shape, h] = ((v * rate).sum() - (pulled * t).sum()).abs()
    return _seen[x.shape, v.shape, h]


# %% wrong: cut off at 0 in place of the size -> The numbers differ
def adjoint_gap(f, pulled, x, v, t, h=1e-5):
    forward = (f(x + h * t) - f(x - h * t)) / (2 * h)
    return ((v * forward).sum() - (pulled * t).sum()).clamp(min=0)
