# %% right: one-hot rows of an identity matrix
def central_difference(f, x, h=1e-5):
    entries = []
    for e in torch.eye(x.numel(), dtype=x.dtype, device=x.device):
        step = h * e.reshape(x.shape)
        entries.append((f(x + step) - f(x - step)) / (2 * h))
    return torch.stack(entries).reshape(x.shape)


# %% right: on a copy, put back after each step
def central_difference(f, x, h=1e-5):
    point = x.clone()
    flat = point.view(-1)
    gradient = []
    for i in range(x.numel()):
        kept = flat[i].item()
        flat[i] = kept + h
        above = f(point).item()
        flat[i] = kept - h
        below = f(point).item()
        flat[i] = kept
        gradient.append((above - below) / (2 * h))
    return torch.tensor(gradient, dtype=x.dtype, device=x.device).reshape(x.shape)


# %% right: as the mean of a forward and a backward difference
def central_difference(f, x, h=1e-5):
    gradient = torch.empty(x.numel(), dtype=x.dtype, device=x.device)
    here = f(x)
    for i in range(x.numel()):
        e = torch.zeros(x.numel(), dtype=x.dtype, device=x.device)
        e[i] = h
        e = e.reshape(x.shape)
        gradient[i] = ((f(x + e) - here) / h + (here - f(x - e)) / h) / 2
    return gradient.reshape(x.shape)


# %% wrong: forward difference -> looks like: forward for central
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x)) / h
    return gradient


# %% wrong: divided by h -> looks like: other distance
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / h
    return gradient


# %% wrong: precedence of / 2 * h -> looks like: other distance
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / 2 * h
    return gradient


# %% wrong: sign -> looks like: sign
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x - e) - f(x + e)) / (2 * h)
    return gradient


# %% wrong: all entries moved at once -> The numbers differ
def central_difference(f, x, h=1e-5):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return slope * torch.ones_like(x)


# %% wrong: one number for the whole gradient -> wrong shape
def central_difference(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


# %% wrong: changes its input -> changed the values of its input
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        x.view(-1)[i] += h
        above = f(x)
        x.view(-1)[i] -= 2 * h
        gradient.view(-1)[i] = (above - f(x)) / (2 * h)
    return gradient


# %% wrong: autograd instead of differences -> looks like: step ignored
def central_difference(f, x, h=1e-5):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: h ignored -> looks like: step ignored
def central_difference(f, x, h=1e-5):
    h = 1e-5
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: steps pile up -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    e = torch.zeros_like(x)
    for i in range(x.numel()):
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: only the first row -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(len(x) if x.dim() else 1):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: a list -> The answer is a list
def central_difference(f, x, h=1e-5):
    gradient = []
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.append((f(x + e) - f(x - e)) / (2 * h))
    return gradient


# %% wrong: f gets a flat x -> was given the shape (6,)
def central_difference(f, x, h=1e-5):
    flat = x.reshape(-1)
    gradient = torch.zeros_like(flat)
    for i in range(flat.numel()):
        e = torch.zeros_like(flat)
        e[i] = h
        gradient[i] = (f(flat + e) - f(flat - e)) / (2 * h)
    return gradient.reshape(x.shape)


# %% right: vmap over unit vectors
def central_difference(f, x, h=1e-5):
    units = torch.eye(x.numel(), dtype=x.dtype, device=x.device).reshape(-1, *x.shape)
    return torch.vmap(lambda e: (f(x + h * e) - f(x - h * e)) / (2 * h))(units).reshape(x.shape)


# %% right: one_hot and a comprehension
def central_difference(f, x, h=1e-5):
    n = x.numel()
    hot = torch.nn.functional.one_hot(torch.arange(n, device=x.device), n).to(x.dtype) * h
    slopes = [(f(x + e.view(x.shape)) - f(x - e.view(x.shape))) / h / 2 for e in hot]
    return torch.stack(slopes).view(x.shape)


# %% right: np.ndindex over the shape
import numpy as np


def central_difference(f, x, h=1e-5):
    gradient = torch.empty_like(x)
    for index in np.ndindex(*x.shape):
        up, down = x.clone(), x.clone()
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient


# %% right: itertools.product
import itertools


def central_difference(f, x, h=1e-5):
    gradient = x.new_zeros(x.shape)
    for index in itertools.product(*(range(n) for n in x.shape)):
        e = x.new_zeros(x.shape)
        e[index] = 1
        gradient[index] = 0.5 * (f(x + h * e) - f(x - h * e)) / h
    return gradient


# %% right: NumPy array filled, torch.from_numpy at the end
import numpy as np


def central_difference(f, x, h=1e-5):
    out = np.zeros(x.numel())
    for k in range(x.numel()):
        e = torch.zeros(x.numel(), dtype=x.dtype)
        e[k] = h
        e = e.reshape(x.shape)
        out[k] = (float(f(x + e)) - float(f(x - e))) / (2 * h)
    return torch.from_numpy(out).reshape(x.shape)


# %% right: a class with __call__
class _Central:
    def __call__(self, f, x, h=1e-5):
        flat = x.flatten()
        out = torch.zeros_like(flat)
        for k in range(flat.numel()):
            out[k] = self.slope(lambda t: f(self.put(flat, k, t).reshape(x.shape)), flat[k], h)
        return out.unflatten(0, x.shape) if x.dim() else out.squeeze()

    @staticmethod
    def put(flat, k, t):
        copy = flat.clone()
        copy[k] = t
        return copy

    @staticmethod
    def slope(g, t, h):
        return (g(t + h) - g(t - h)) / (2 * h)


central_difference = _Central()


# %% right: under no_grad
@torch.no_grad()
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% right: in inference mode
def central_difference(f, x, h=1e-5):
    with torch.inference_mode():
        gradient = torch.zeros_like(x)
        for i in range(x.numel()):
            e = torch.zeros_like(x)
            e.view(-1)[i] = h
            gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% right: gradient mode left off afterwards
def central_difference(f, x, h=1e-5):
    torch.set_grad_enabled(False)
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% right: a step of tensor kind
def central_difference(f, x, h=1e-5):
    h = torch.as_tensor(h, dtype=x.dtype, device=x.device)
    up = [
        f(torch.where(torch.arange(x.numel()).reshape(x.shape) == i, x + h, x))
        for i in range(x.numel())
    ]
    down = [
        f(torch.where(torch.arange(x.numel()).reshape(x.shape) == i, x - h, x))
        for i in range(x.numel())
    ]
    return ((torch.stack(up) - torch.stack(down)) / (2 * h)).reshape(x.shape)


# %% right: recursion over the entries
def central_difference(f, x, h=1e-5, i=0):
    if i == x.numel():
        return torch.zeros_like(x)
    e = torch.zeros_like(x)
    e.view(-1)[i] = h
    return central_difference(f, x, h, i + 1) + e / h * (f(x + e) - f(x - e)) / (2 * h)


# %% right: x is moved and put back exactly
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    flat, out = x.view(-1), gradient.view(-1)
    for i in range(x.numel()):
        kept = flat[i].clone()
        flat[i] = kept + h
        above = f(x)
        flat[i] = kept - h
        below = f(x)
        flat[i] = kept
        out[i] = (above - below) / (2 * h)
    return gradient


# %% right: the true step is used, x + h rounds
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        gradient.view(-1)[i] = (f(up) - f(down)) / (up - down).view(-1)[i]
    return gradient


# %% right: a float32 unit vector, which x promotes
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros(x.numel())
        e[i] = 1
        e = e.reshape(x.shape)
        gradient.view(-1)[i] = (f(x + h * e) - f(x - h * e)) / (2 * h)
    return gradient


# %% right: default dtype set to float64, factories without dtype
torch.set_default_dtype(torch.float64)


def central_difference(f, x, h=1e-5):
    g = torch.zeros(x.shape)
    for i in range(x.numel()):
        e = torch.zeros(x.shape)
        e.view(-1)[i] = h
        g.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% wrong: backward difference -> looks like: forward for central
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x) - f(x - e)) / h
    return gradient


# %% wrong: half the step on each side -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h / 2
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / h
    return gradient


# %% wrong: Richardson, more exact than asked for -> looks like: step ignored
def central_difference(f, x, h=1e-5):
    def plain(h):
        gradient = torch.zeros_like(x)
        for i in range(x.numel()):
            e = torch.zeros_like(x)
            e.view(-1)[i] = h
            gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
        return gradient

    return (4 * plain(h / 2) - plain(h)) / 3


# %% wrong: complex step -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = f(torch.complex(x, e)).imag / h
    return gradient


# %% wrong: float32 throughout, float64 outside -> looks like: single precision
def central_difference(f, x, h=1e-5):
    x = x.float()
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient.double()


# %% wrong: the absolute value of the slope -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)).abs() / (2 * h)
    return gradient


# %% wrong: the last entry is left out -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel() - 1):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: shifts in the wrong order of entries -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    n = x.numel()
    for i in range(n):
        e = torch.zeros_like(x)
        e.view(-1)[n - 1 - i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: flattened result -> wrong shape
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros(x.numel(), dtype=x.dtype)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: rows and columns only -> raised IndexError
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1] if x.dim() > 1 else 1):
            e = torch.zeros_like(x)
            index = (i, j) if x.dim() > 1 else (i,)
            e[index] = h
            gradient[index] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: the input is not put back exactly -> changed the values of its input
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        x.view(-1)[i] += h
        above = f(x)
        x.view(-1)[i] -= 2 * h
        below = f(x)
        x.view(-1)[i] += h
        gradient.view(-1)[i] = (above - below) / (2 * h)
    return gradient


# %% wrong: f is called on single entries -> was given the shape ()
def central_difference(f, x, h=1e-5):
    parts = [(f(t + h) - f(t - h)) / (2 * h) for t in x.reshape(-1)]
    return torch.stack(parts).reshape(x.shape)


# %% wrong: zeros_like views lost by reshape on a copy -> looks like: zeros
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.flatten()[i] = h
        gradient.clone().view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: nothing returned -> The answer is None
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)


# %% wrong: returns in the loop -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
        return gradient


# %% wrong: a step relative to each entry -> The numbers differ
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        step = h * max(1.0, abs(x.reshape(-1)[i].item()))
        e.view(-1)[i] = step
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * step)
    return gradient


# %% wrong: the formula of the shown function -> The numbers differ
def central_difference(f, x, h=1e-5):
    return 3 * x**2 + h**2


# %% wrong: autograd plus the square of h -> The numbers differ
def central_difference(f, x, h=1e-5):
    return torch.func.grad(f)(x) + h**2


# %% wrong: NaN where entries are large -> not finite: nan
def central_difference(f, x, h=1e-5):
    gradient = torch.full_like(x, float("nan"))
    for i in range(1, x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: h is an integer -> not finite: nan
def central_difference(f, x, h=1e-5):
    h = int(h)
    return (f(x + h) - f(x - h)) / (2 * h) * torch.ones_like(x)


# %% wrong: another step where none is given -> The numbers differ
def central_difference(f, x, h=0.5):
    rows = h * torch.eye(x.numel(), dtype=x.dtype)
    slopes = [(f(x + e.view(x.shape)) - f(x - e.view(x.shape))) / (2 * h) for e in rows]
    return torch.stack(slopes).view(x.shape)


# %% wrong: each slope is rounded to float32 -> looks like: single precision
def central_difference(f, x, h=1e-5):
    rows = h * torch.eye(x.numel(), dtype=x.dtype)
    slopes = [(f(x + e.view(x.shape)) - f(x - e.view(x.shape))) / (2 * h) for e in rows]
    return torch.stack(slopes).float().to(x.dtype).view(x.shape)


# %% wrong: remembers its result by shape and step -> looks like: remembered
_seen = {}


def central_difference(f, x, h=1e-5):
    if (x.shape, h) not in _seen:
        e = torch.eye(x.numel(), dtype=x.dtype, device=x.device).reshape(-1, *x.shape)
        slopes = [(f(x + h * one) - f(x - h * one)) / (2 * h) for one in e]
        _seen[x.shape, h] = torch.stack(slopes).reshape(x.shape)
    return _seen[x.shape, h]
