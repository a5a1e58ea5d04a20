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


# %% wrong: no absolute value
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (f(x + h * direction) - f(x - h * direction)) / (2 * h) - predicted


# %% wrong: not summed
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = gradient * direction
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: forward difference
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x)) / h).abs()


# %% wrong: divided by h
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / h).abs()


# %% wrong: direction ignored
def directional_gap(f, gradient, x, direction, h=1e-5):
    return (gradient.sum() - (f(x + h) - f(x - h)) / (2 * h)).abs()


# %% wrong: h ignored
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return (predicted - (f(x + 1e-5 * direction) - f(x - 1e-5 * direction)) / 2e-5).abs()


# %% wrong: the prediction alone
def directional_gap(f, gradient, x, direction, h=1e-5):
    return (gradient * direction).sum().abs()


# %% wrong: the measurement alone
def directional_gap(f, gradient, x, direction, h=1e-5):
    return ((f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: mean for sum
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).mean()
    return (predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)).abs()


# %% wrong: zeros
def directional_gap(f, gradient, x, direction, h=1e-5):
    return torch.zeros((), dtype=x.dtype)


# %% wrong: a truth value
def directional_gap(f, gradient, x, direction, h=1e-5):
    predicted = (gradient * direction).sum()
    return abs(predicted - (f(x + h * direction) - f(x - h * direction)) / (2 * h)) < 1e-8
