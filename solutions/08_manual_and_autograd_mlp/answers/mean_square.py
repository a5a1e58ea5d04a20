# %% right: nn.MSELoss on columns
def mean_square(p, y):
    if len(p) != len(y):
        raise ValueError("how many?")
    return nn.MSELoss()(p.reshape(-1, 1), y.reshape(-1, 1))


# %% right: squeeze
def mean_square(p, y):
    p = p[:, 0] if p.dim() == 2 else p
    y = y[:, 0] if y.dim() == 2 else y
    if p.shape != y.shape:
        raise ValueError(f"{p.shape} against {y.shape}")
    error = p - y
    return error.dot(error) / len(error)


# %% right: view_as
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return torch.nn.functional.mse_loss(p, y.view_as(p))


# %% right: pair by pair
def mean_square(p, y):
    pairs = list(zip(p.flatten(), y.flatten(), strict=True))
    return sum((a - b) ** 2 for a, b in pairs) / len(pairs)


# %% wrong: as it stands -> looks like: broadcast
def mean_square(p, y):
    return ((p - y) ** 2).mean()


# %% wrong: MSELoss as it stands -> looks like: broadcast
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return nn.MSELoss()(p, y)


# %% wrong: the sum -> looks like: mean forgotten
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.flatten() - y.flatten()) ** 2).sum()


# %% wrong: the root -> The numbers differ
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.flatten() - y.flatten()) ** 2).mean().sqrt()


# %% wrong: half of it -> looks like: factor
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.flatten() - y.flatten()) ** 2).mean() / 2


# %% wrong: absolute values -> The numbers differ
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return (p.flatten() - y.flatten()).abs().mean()


# %% wrong: all pairs, the targets made a row -> looks like: broadcast
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.reshape(-1, 1) - y.reshape(1, -1)) ** 2).mean()


# %% wrong: numbers only -> looks like: no graph
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return torch.tensor(((p.flatten() - y.flatten()) ** 2).mean().item(), dtype=p.dtype)


# %% wrong: a Python number -> The answer is a float
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.flatten() - y.flatten()) ** 2).mean().item()


# %% wrong: unequal numbers go through -> raised no error
def mean_square(p, y):
    return ((p.reshape(-1) - y.reshape(-1)) ** 2).mean()


# %% wrong: another error -> raised AssertionError
def mean_square(p, y):
    assert p.numel() == y.numel()
    return ((p.reshape(-1) - y.reshape(-1)) ** 2).mean()


# %% wrong: a column refused -> raised ValueError
def mean_square(p, y):
    if p.shape != y.shape:
        raise ValueError
    return ((p - y) ** 2).mean()


# %% wrong: no mean -> shape
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return (p.flatten() - y.flatten()) ** 2


# %% wrong: a shape of (1,) -> shape
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.flatten() - y.flatten()) ** 2).mean().reshape(1)


# %% wrong: the targets in another order -> The numbers differ
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError
    return ((p.flatten() - y.flatten().flip(0)) ** 2).mean()


# %% wrong: nothing returned -> The answer is None
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError


# %% wrong: only the targets made a column -> looks like: broadcast
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError("pairs are wanted")
    return ((p - y.reshape(-1, 1)) ** 2).mean()


# %% wrong: divided by one less -> The numbers differ
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError("pairs are wanted")
    return ((p.flatten() - y.flatten()) ** 2).sum() / (p.numel() - 1)


# %% wrong: squeezed, the targets still a column -> looks like: broadcast
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError(f"{p.numel()} predictions for {y.numel()} targets")
    return ((p.squeeze() - y) ** 2).mean()


# %% wrong: the targets as a column, flat predictions -> looks like: broadcast
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError("as many targets as predictions are wanted")
    return ((p.squeeze() - y.reshape(-1, 1)) ** 2).mean()


# %% wrong: two flat tensors broadcast -> looks like: broadcast
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError("as many targets as predictions are wanted")
    if p.dim() == y.dim() == 1:
        return ((p[:, None] - y) ** 2).mean()
    return ((p.reshape(-1) - y.reshape(-1)) ** 2).mean()


# %% wrong: y resized in place -> changed the values of y
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError("n")
    y.unsqueeze_(-1) if y.dim() == 1 else None
    return ((p.reshape(-1, 1) - y) ** 2).mean()


# %% wrong: a single pair refused -> raised ValueError
def mean_square(p, y):
    if p.numel() != y.numel() or p.numel() == 1:
        raise ValueError("p and y do not fit")
    return (p.flatten() - y.flatten()).square().mean()


# %% wrong: the targets lose an axis in place -> changed the values of y
def mean_square(p, y):
    if p.numel() != y.numel():
        raise ValueError("sizes")
    if y.dim() == 2:
        y.squeeze_(1)
    return ((p.flatten() - y) ** 2).mean()


# %% wrong: remembered by the shape of its argument -> The numbers differ
def mean_square(p, y, seen={}):
    if p.numel() != y.numel():
        raise ValueError("unequal numbers")
    if (p.shape, y.shape) not in seen:
        seen[p.shape, y.shape] = (p.flatten() - y.flatten()).square().mean()
    return seen[p.shape, y.shape]


# %% wrong: through float32 -> looks like: single precision
def mean_square(p, y):
    if len(p) != len(y):
        raise ValueError
    return (p.flatten().float() - y.flatten().float()).square().mean().to(p.dtype)
