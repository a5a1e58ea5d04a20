# %% right: a dot product of flat tensors
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = gradient.flatten().dot(direction.flatten())
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return torch.abs(measured - predicted)


# %% right: einsum over all entries
def directional_gap(f, gradient, x, direction, h=1e-5):
    g, d = gradient.reshape(-1), direction.reshape(-1)
    step = direction * h
    return (torch.einsum("i,i->", g, d) - (f(x + step) - f(x - step)) / h / 2).abs()


# %% right: a loop and plain numbers
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = 0.0
    for g, d in zip(gradient.flatten().tolist(), direction.flatten().tolist(), strict=True):
        predicted += g * d
    measured = ((f(x + h * direction) - f(x - h * direction)) / (2 * h)).item()
    return torch.tensor(abs(predicted - measured), dtype=x.dtype, device=x.device)


# %% wrong: no absolute value -> looks like: absolute missing
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (f(x + h * direction) - f(x - h * direction)) / (2 * h) - predicted


# %% wrong: not summed -> wrong shape
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = gradient * direction
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: forward difference -> looks like: forward for central
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x)) / h).abs()


# %% wrong: divided by h -> looks like: other distance
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / h).abs()


# %% wrong: direction ignored -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    return (gradient.sum() - (f(x + h) - f(x - h)) / (2 * h)).abs()


# %% wrong: h ignored -> looks like: step ignored
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + 1e-5 * direction) - f(x - 1e-5 * direction)) / 2e-5).abs()


# %% wrong: the prediction alone -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    return (gradient * direction).sum().abs()


# %% wrong: the measurement alone -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    return ((f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: mean for sum -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).mean()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: zeros -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    return torch.zeros((), dtype=x.dtype)


# %% wrong: a truth value -> The answer has dtype torch.bool
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return abs(predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)) < 1e-8


# %% right: tensordot over all dimensions
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = torch.tensordot(gradient, direction, dims=x.dim())
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% right: math.dist-like norm of the difference
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = torch.sum(torch.mul(gradient, direction))
    measured = torch.div(f(x + h * direction) - f(x - h * direction), 2 * h)
    return torch.linalg.norm(predicted - measured)


# %% right: the larger of the two signs
def directional_gap(f, gradient, x, direction, h=1e-5):
    gap = (gradient * direction).sum() - (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return torch.maximum(gap, -gap)


# %% right: vdot of flat views
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = torch.vdot(gradient.reshape(-1), direction.reshape(-1))
    above, below = (f(torch.add(x, direction, alpha=s * h)) for s in (1, -1))
    return abs(predicted - (above - below) / h / 2)


# %% right: NumPy for the sum, tensor outside
import numpy as np


def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = np.vdot(gradient.cpu().numpy(), direction.cpu().numpy())
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return (measured - float(predicted)).abs()


# %% right: a named tuple inside
from collections import namedtuple

Sides = namedtuple("Sides", "left right")


def directional_gap(f, gradient, x, direction, h=1e-5):
    sides = Sides(
        gradient.mul(direction).sum(),
        f(x + h * direction).sub(f(x - h * direction)).div(2 * h),
    )
    return (sides.left - sides.right).abs()


# %% right: one function of the walked distance
def directional_gap(f, gradient, x, direction, h=1e-5):
    walk = lambda t: f(x + t * direction)
    return ((gradient * direction).sum() - (walk(h) - walk(-h)) / (2 * h)).abs_()


# %% right: a class with __call__
class _Gap:
    def __call__(self, f, gradient, x, direction, h=1e-5):
        return torch.abs(self.left(gradient, direction) - self.right(f, x, h * direction) / h)

    left = staticmethod(
        lambda g, d: torch.einsum("...,...->", g, d) if g.dim() == 0 else (g * d).sum()
    )
    right = staticmethod(lambda f, x, e: (f(x + e) - f(x - e)) / 2)


directional_gap = _Gap()


# %% right: Python's sum over entries
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = sum(g * d for g, d in zip(gradient.flatten(), direction.flatten()))
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return torch.sqrt((predicted - measured) ** 2)


# %% right: math.fsum, exactly rounded
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = math.fsum((gradient * direction).flatten().tolist())
    measured = (f(x + h * direction).item() - f(x - h * direction).item()) / (2 * h)
    return x.new_tensor(abs(predicted - measured))


# %% right: no_grad and a clamp of both signs
@torch.no_grad()
def directional_gap(f, gradient, x, direction, h=1e-5):
    gap = (gradient * direction).sum() - (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return gap.clamp(min=0) + (-gap).clamp(min=0)


# %% right: a zero-dimensional view of a longer tensor
def directional_gap(f, gradient, x, direction, h=1e-5):
    sides = torch.stack(
        [(gradient * direction).sum(), (f(x + h * direction) - f(x - h * direction)) / (2 * h)]
    )
    return sides.diff().abs()[0]


# %% right: h without a default
def directional_gap(f, gradient, x, direction, h):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: the difference of the absolute values -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return (predicted.abs() - measured.abs()).abs()


# %% wrong: summed over the last two dimensions only -> wrong shape
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum(-1)
    predicted = predicted.sum(-1) if predicted.dim() else predicted
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: a matrix product -> raised RuntimeError
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = gradient @ direction
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: the trace of a matrix product -> raised RuntimeError
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = gradient @ direction if x.dim() == 1 else (gradient.T @ direction).trace()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: the direction is normalised -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    direction = direction / direction.norm()
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: squared -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)) ** 2


# %% wrong: relative gap -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return ((predicted - measured) / measured).abs()


# %% wrong: negative gaps are cut off -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).relu()


# %% wrong: no step of two -> looks like: other distance
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / 2 * h).abs()


# %% wrong: backward difference -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x) - f(x - h * direction)) / h).abs()


# %% wrong: sign of the step -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted + (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: a Python float -> The answer is a float
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs().item()


# %% wrong: shape (1,) -> wrong shape
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs().reshape(1)


# %% wrong: autograd instead of a measurement -> looks like: step ignored
def directional_gap(f, gradient, x, direction, h=1e-5):
    return ((gradient - torch.func.grad(f)(x)) * direction).sum().abs()


# %% wrong: the given gradient is ignored -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (torch.func.grad(f)(x) * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: float32 -> looks like: single precision
def directional_gap(f, gradient, x, direction, h=1e-5):
    gradient, x, direction = gradient.float(), x.float(), direction.float()
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: the gap entry by entry, added up -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    total = torch.zeros((), dtype=x.dtype)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = direction.reshape(-1)[i]
        slope = (f(x + h * e) - f(x - h * e)) / (2 * h)
        total += (gradient.reshape(-1)[i] * direction.reshape(-1)[i] - slope).abs()
    return total


# %% wrong: the largest of the entries -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).max()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: x is moved -> changed the values of x
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    x += h * direction
    above = f(x)
    x -= 2 * h * direction
    return (predicted - (above - f(x)) / (2 * h)).abs()


# %% wrong: both sides -> The answer is a tuple
def directional_gap(f, gradient, x, direction, h=1e-5):
    return (gradient * direction).sum(), (f(x + h * direction) - f(x - h * direction)) / (2 * h)


# %% wrong: x and direction swapped -> The numbers differ
def directional_gap(f, gradient, direction, x, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: one part in a million -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2.000001 * h)).abs()


# %% wrong: no absolute value, the sides exchanged -> looks like: absolute missing
def directional_gap(f, gradient, x, direction, h=1e-5):
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return (gradient * direction).sum() - measured


# %% wrong: everything made flat -> f takes a matrix, as x is
def directional_gap(f, gradient, x, direction, h=1e-5):
    x, d, g = x.reshape(-1), direction.reshape(-1), gradient.reshape(-1)
    return (g.dot(d) - (f(x + h * d) - f(x - h * d)) / (2 * h)).abs()


# %% wrong: row by row -> raised TypeError
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = sum((g * d).sum() for g, d in zip(gradient, direction))
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: changes direction in place -> changed the values of direction
def directional_gap(f, gradient, x, direction, h=1e-5):
    p = (gradient * direction).sum()
    direction *= h
    return (p - (f(x + direction) - f(x - direction)) / (2 * h)).abs()


# %% wrong: an absolute value on each side, none around the difference -> looks like: absolute missing
def directional_gap(f, gradient, x, direction, h=1e-5):
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    return (gradient * direction).abs().sum() - measured.abs()


# %% wrong: a small gap counts as none -> The numbers differ
def directional_gap(f, gradient, x, direction, h=1e-5):
    measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
    found = ((gradient * direction).sum() - measured).abs()
    return torch.where(found < 0.02, 0, found)


# %% wrong: remembers its result for a function by the shape -> The numbers differ
_known = {}


def directional_gap(f, gradient, x, direction, h=1e-5):
    key = (f.__code__, x.shape)
    if key not in _known:
        measured = (f(x + h * direction) - f(x - h * direction)) / (2 * h)
        _known[key] = ((gradient * direction).sum() - measured).abs()
    return _known[key]
