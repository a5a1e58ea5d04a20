# %% right: torch functions, a tuple inside
class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        a, b, c, d = self.value, self.slope, other.value, other.slope
        return Dual(a * c, a * d + b * c)

    def sin(self):
        return Dual(torch.sin(self.value), torch.cos(self.value) * self.slope)

    def log(self):
        return Dual(torch.log(self.value), (1 / self.value) * self.slope)

    def reciprocal(self):
        inverse = torch.reciprocal(self.value)
        return Dual(inverse, -inverse * inverse * self.slope)


# %% right: a helper for equation (8)
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def through(self, g, derivative):
        return type(self)(g(self.value), derivative(self.value) * self.slope)

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.value * other.slope + other.value * self.slope)

    def sin(self):
        return self.through(torch.sin, torch.cos)

    def log(self):
        return self.through(torch.log, torch.reciprocal)

    def reciprocal(self):
        return self.through(torch.reciprocal, lambda t: -(t**-2))


# %% right: a dataclass
from dataclasses import dataclass


@dataclass(frozen=True)
class Dual:
    value: torch.Tensor
    slope: torch.Tensor

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.slope * (self.value + math.pi / 2).sin())

    def log(self):
        return Dual(self.value.log(), self.slope.div(self.value))

    def reciprocal(self):
        return Dual(self.value**-1, -self.slope * self.value**-2)


# %% right: 2×2 matrices do the product
class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def matrix(self):
        rows = [self.value, self.slope, torch.zeros_like(self.value), self.value]
        return torch.stack(rows, -1).reshape(*self.value.shape, 2, 2)

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        product = self.matrix() @ other.matrix()
        return Dual(product[..., 0, 0], product[..., 0, 1])

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / (self.value * self.value))


# %% right: a named tuple, reciprocal by way of the product rule
from typing import NamedTuple


class Dual(NamedTuple):
    value: torch.Tensor
    slope: torch.Tensor

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.slope * self.value.cos())

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        # u · (1/u) = 1, so the slope s of 1/u solves s·u + (1/u)·u' = 0.
        inverse = 1 / self.value
        return Dual(inverse, -(inverse * self.slope) / self.value)


# %% right: torch's own forward mode inside
class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        both = torch.func.jvp(torch.mul, (self.value, other.value), (self.slope, other.slope))
        return Dual(*both)

    def sin(self):
        return Dual(*torch.func.jvp(torch.sin, (self.value,), (self.slope,)))

    def log(self):
        return Dual(*torch.func.jvp(torch.log, (self.value,), (self.slope,)))

    def reciprocal(self):
        return Dual(*torch.func.jvp(torch.reciprocal, (self.value,), (self.slope,)))


# %% wrong: slopes multiplied -> looks like: slopes multiplied
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the first factor held fixed -> looks like: product rule
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the second factor held fixed -> looks like: product rule
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: each slope with its own value -> looks like: wrong partial
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.value * self.slope + other.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: quotient rule for a product -> looks like: sign of a path
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value - self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the slope of the sine dropped -> looks like: inner derivative
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos())

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the sine of the slope -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.slope.sin())

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: cosine of the slope -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.slope.cos() * self.value)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: a minus at the cosine -> looks like: sign
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), -self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: degrees -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), torch.deg2rad(self.value).cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the value of the sine is its cosine -> ✗ dual_numbers, the value of (4)
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.cos(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the slope of the logarithm dropped -> looks like: inner derivative
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), 1 / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: logarithm of the slope -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope.abs().log())

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: turned upside down -> ✗ dual_numbers, log The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.value / self.slope)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: logarithm to base 10 -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log10(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: plus at the reciprocal -> looks like: sign
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, self.slope / self.value**2)


# %% wrong: the slope of the reciprocal dropped -> looks like: inner derivative
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -1 / self.value**2)


# %% wrong: one over the slope -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, 1 / self.slope)


# %% wrong: divided by the value once -> looks like: exponent rule
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value)


# %% wrong: a tensor instead of a Dual -> raised AttributeError
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return self.value.cos() * self.slope

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the new value in the slope -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        self.value = self.value.sin()
        self.slope = self.slope * self.value
        return self

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: nothing returned -> raised AttributeError
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        Dual(self.value * other.value, self.slope * other.value)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: detached to a number -> raised
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: value and slope swapped -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.slope / self.value, self.value.log())

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the values added, the slopes right -> The answer is not finite
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value + other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the number itself changed -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        self.slope = self.slope * self.value.cos()
        self.value = self.value.sin()
        return self

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: absolute values in the logarithm -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.abs().log(), self.slope / self.value.abs())

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the reciprocal's slope without square and slope -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -1 / self.value)


# %% wrong: a logarithm for negative numbers too -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.slope * self.value.cos())

    def log(self):
        return Dual(self.value.abs().log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the cosine times the value as well -> The numbers differ
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sin(self):
        return Dual(self.value.sin(), self.slope * self.value * self.value.cos())

    def log(self):
        return Dual(self.value.log(), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: a product rule that divides by the values -> not finite
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        v = self.value * other.value
        return Dual(v, v * (self.slope / self.value + other.slope / other.value))

    def sin(self):
        return Dual(torch.sin(self.value), torch.cos(self.value) * self.slope)

    def log(self):
        return Dual(torch.log(self.value), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the value of a product in float32 -> float32
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(
            (self.value * other.value).float(), self.value * other.slope + self.slope * other.value
        )

    def sin(self):
        return Dual(torch.sin(self.value), torch.cos(self.value) * self.slope)

    def log(self):
        return Dual(torch.log(self.value), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)


# %% wrong: the square of epsilon is kept -> looks like: slopes multiplied
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        slope = self.value * other.slope + self.slope * (other.value + other.slope)
        return Dual(self.value * other.value, slope)

    def sin(self):
        return Dual(torch.sin(self.value), torch.cos(self.value) * self.slope)

    def log(self):
        return Dual(torch.log(self.value), self.slope / self.value)

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value**2)
