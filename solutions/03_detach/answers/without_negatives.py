# %% right: clamp
def without_negatives(x):
    return x.detach().clamp(min=0)


# %% right: where
def without_negatives(x):
    with torch.no_grad():
        return torch.where(x < 0, torch.zeros_like(x), x)


# %% right: relu, under no_grad, then a copy
def without_negatives(x):
    with torch.no_grad():
        return torch.relu(x).clone()


# %% right: clone first, then detach
def without_negatives(x):
    mine = x.clone().detach()
    mine.clamp_(min=0)
    return mine


# %% right: a loop over entries
def without_negatives(x):
    mine = torch.empty_like(x, requires_grad=False)
    for k, value in enumerate(x.detach().flatten().tolist()):
        mine.view(-1)[k] = max(value, 0.0)
    return mine


# %% right: .data, but a copy of it
def without_negatives(x):
    mine = x.data.clone()
    mine *= mine > 0
    return mine


# %% right: NumPy's own copy
def without_negatives(x):
    numbers = x.detach().cpu().numpy().copy()
    numbers[numbers < 0] = 0
    return torch.from_numpy(numbers).to(x.device)


# %% wrong: through detach, without a copy -> looks like: edited in place
def without_negatives(x):
    mine = x.detach()
    mine[mine < 0] = 0
    return mine


# %% wrong: through .data -> looks like: data edit
def without_negatives(x):
    mine = x.data
    mine[mine < 0] = 0
    return mine


# %% wrong: through NumPy -> looks like: data edit
def without_negatives(x):
    numbers = x.detach().cpu().numpy()
    numbers[numbers < 0] = 0
    return torch.from_numpy(numbers).to(x.device)


# %% wrong: in place under no_grad -> looks like: edited in place
def without_negatives(x):
    with torch.no_grad():
        x[x < 0] = 0
    return x.detach()


# %% wrong: in place, recorded -> looks like: tracked update
def without_negatives(x):
    x[x < 0] = 0
    return x


# %% wrong: not detached -> itself requires a gradient
def without_negatives(x):
    return x.clamp(min=0)


# %% wrong: a clone that still has its history -> itself requires a gradient
def without_negatives(x):
    mine = x.clone()
    mine[mine < 0] = 0
    return mine


# %% wrong: a view of the same memory -> looks like: edited in place
def without_negatives(x):
    mine = x.detach().view(-1)
    mine[mine < 0] = 0
    return mine.view(x.shape)


# %% wrong: absolute values -> The numbers differ
def without_negatives(x):
    return x.detach().abs()


# %% wrong: negatives left out -> wrong shape
def without_negatives(x):
    mine = x.detach()
    return mine[mine >= 0]


# %% wrong: positives replaced -> The numbers differ
def without_negatives(x):
    mine = x.detach().clone()
    mine[mine > 0] = 0
    return mine


# %% wrong: no copy where there is nothing to replace -> The numbers differ
def without_negatives(x):
    mine = x.detach()
    if (mine < 0).any():
        mine = mine.clone()
        mine[mine < 0] = 0
    return mine


# %% wrong: nothing returned -> The answer is None
def without_negatives(x):
    mine = x.detach().clone()
    mine[mine < 0] = 0


# %% wrong: numpy() on a leaf -> looks like: numpy mix
def without_negatives(x):
    numbers = x.numpy().copy()
    numbers[numbers < 0] = 0
    return torch.from_numpy(numbers)


# %% wrong: NumPy array -> The answer is a ndarray
def without_negatives(x):
    return x.detach().cpu().numpy().clip(min=0)


# %% wrong: resized -> raised RuntimeError
def without_negatives(x):
    x.resize_(0)
    return x


# %% wrong: other numbers behind .data -> looks like: data edit
def without_negatives(x):
    x.data = x.data.clamp(min=0)
    return x.detach().clone()


# %% right: on the way to a mask
def without_negatives(x):
    with torch.no_grad():
        return x * (x > 0)


# %% wrong: the caller's x no longer requires a gradient -> looks like: zeros
def without_negatives(x):
    if x.is_leaf:
        x.requires_grad_(False)
    mine = x.detach().clone()
    mine[mine < 0] = 0
    return mine


# %% wrong: detach in place -> looks like: zeros
def without_negatives(x):
    mine = x.detach_().clone()
    mine[mine < 0] = 0
    return mine


# %% wrong: everything below a half replaced -> The numbers differ
def without_negatives(x):
    mine = x.detach().clone()
    mine[mine < 0.5] = 0
    return mine


# %% wrong: a copy only where something is negative -> x after the check has written 7
def without_negatives(x):
    if (x >= 0).all():
        return x.detach()
    return x.detach().clamp(min=0)


# %% wrong: ones for the positive entries -> The numbers differ
def without_negatives(x):
    return (x.detach() > 0).to(x.dtype)


# %% wrong: zeros everywhere as soon as one entry is negative -> The numbers differ
def without_negatives(x):
    return x.detach().clone() if (x >= 0).all() else torch.zeros_like(x)


# %% wrong: one tensor for each shape, filled again at each call -> An earlier result changed
_buffers = {}


def without_negatives(x):
    kept = _buffers.setdefault(x.shape, torch.empty_like(x.detach()))
    return kept.copy_(x.detach().clamp(min=0))


# %% wrong: the computed tensor itself is detached -> looks like: no graph
def without_negatives(x):
    if not x.is_leaf:
        x.detach_()
    return x.detach().clamp(min=0)


# %% wrong: the caller's gradient is thrown away -> The numbers differ
def without_negatives(x):
    if x.is_leaf:
        x.grad = None
    return x.detach().clamp(min=0)


# %% wrong: float64 whatever x is -> torch.float32 is wanted
def without_negatives(x):
    return x.detach().double().clamp(min=0)
