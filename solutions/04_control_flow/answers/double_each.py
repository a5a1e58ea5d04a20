# %% right: entry by entry, then stacked
def double_each(a):
    results = []
    for entry in a.reshape(-1):
        b = 2 * entry
        while b.abs() < 1000:
            b = 2 * b
        results.append(b)
    return torch.stack(results).reshape(a.shape)


# %% right: factors counted without autograd, one multiplication
def double_each(a):
    with torch.no_grad():
        k = torch.full_like(a, 2.0)
        while ((k * a).abs() < 1000).any():
            k[(k * a).abs() < 1000] *= 2
    return k * a


# %% right: logarithms
def double_each(a):
    rounds = torch.ceil(torch.log2(1000 / a.detach().abs())).clamp(min=1)
    return a * 2**rounds


# %% right: factors of 1 and 2
def double_each(a):
    b = a + a
    while b.abs().min() < 1000:
        b = b * (1 + (b.abs() < 1000).to(b.dtype))
    return b


# %% right: recursion with masked indexing
def double_each(a):
    def grow(b):
        small = b.abs() < 1000
        if not small.any():
            return b
        c = b.clone()
        c[small] = 2 * b[small]
        return grow(c)

    return grow(2 * a)


# %% wrong: the norm decides for all -> looks like: whose decision
def double_each(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b


# %% wrong: the norm decides, inside where -> looks like: whose decision
def double_each(a):
    b = 2 * a
    while (b.norm() < 1000).any():
        b = torch.where(b.norm() < 1000, 2 * b, b)
    return b


# %% wrong: any entry makes all go on -> looks like: whose decision
def double_each(a):
    b = 2 * a
    while (b.abs() < 1000).any():
        b = 2 * b
    return b


# %% wrong: stops as soon as one entry is there -> looks like: whose decision
def double_each(a):
    b = 2 * a
    while (b.abs() < 1000).all():
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return b


# %% wrong: a condition with many truth values -> is ambiguous
def double_each(a):
    b = 2 * a
    while b.abs() < 1000:
        b = 2 * b
    return b


# %% wrong: the absolute value is forgotten, with a bound -> The numbers differ
def double_each(a):
    b = 2 * a
    for _ in range(40):
        b = torch.where((b < 1000) & (b > 0), 2 * b, b)
    return b


# %% wrong: the size instead of the number -> The numbers differ
def double_each(a):
    b = (2 * a).abs()
    while (b < 1000).any():
        b = torch.where(b < 1000, 2 * b, b)
    return b


# %% wrong: only one round -> The numbers differ
def double_each(a):
    b = 2 * a
    return torch.where(b.abs() < 1000, 2 * b, b)


# %% wrong: one doubling too many -> looks like: off by one step
def double_each(a):
    b = 4 * a
    while (b.abs() < 2000).any():
        b = torch.where(b.abs() < 2000, 2 * b, b)
    return b


# %% wrong: one doubling too few -> looks like: off by one step
def double_each(a):
    b = a
    while (b.abs() < 500).any():
        b = torch.where(b.abs() < 500, 2 * b, b)
    return b


# %% wrong: the sides of where are swapped, with a bound -> The numbers differ
def double_each(a):
    b = 2 * a
    for _ in range(12):
        b = torch.where(b.abs() < 1000, b, 2 * b)
    return b


# %% wrong: detached -> does not require grad
def double_each(a):
    b = 2 * a.detach()
    while (b.abs() < 1000).any():
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return b


# %% wrong: through plain numbers -> does not require grad
def double_each(a):
    results = []
    for entry in a.flatten().tolist():
        b = 2 * entry
        while abs(b) < 1000:
            b = 2 * b
        results.append(b)
    return torch.tensor(results, dtype=a.dtype).reshape(a.shape)


# %% wrong: no gradient, everything under no_grad -> does not require grad
def double_each(a):
    with torch.no_grad():
        b = 2 * a
        while (b.abs() < 1000).any():
            b = torch.where(b.abs() < 1000, 2 * b, b)
    return b


# %% wrong: changes the caller's tensor -> changed the values of its input
def double_each(a):
    a.mul_(2)
    while (a.abs() < 1000).any():
        a[a.abs() < 1000] *= 2
    return a


# %% wrong: the factors instead of the result -> The numbers differ
def double_each(a):
    k = torch.full_like(a, 2.0)
    while ((k * a).abs() < 1000).any():
        k = torch.where((k * a).abs() < 1000, 2 * k, k)
    return k


# %% wrong: flattened -> wrong shape
def double_each(a):
    results = []
    for entry in a.reshape(-1):
        b = 2 * entry
        while b.abs() < 1000:
            b = 2 * b
        results.append(b)
    return torch.stack(results)


# %% wrong: f with its branch -> The numbers differ
def double_each(a):
    b = 2 * a
    while (b.abs() < 1000).any():
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return torch.where(b > 0, b, 100 * b)


# %% wrong: nothing returned -> The answer is None
def double_each(a):
    b = 2 * a
    while (b.abs() < 1000).any():
        b = torch.where(b.abs() < 1000, 2 * b, b)


# %% wrong: a list -> The answer is a list
def double_each(a):
    b = 2 * a
    while (b.abs() < 1000).any():
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return b.tolist()


# %% wrong: doubles what is exactly 1000 -> The numbers differ
def double_each(a):
    b = 2 * a
    while (b.abs() <= 1000).any():
        b = torch.where(b.abs() <= 1000, 2 * b, b)
    return b


# %% wrong: what is large already is not doubled -> looks like: off by one step
def double_each(a):
    b = a
    while (b.abs() < 1000).any():
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return b


# %% wrong: forty rounds, too few for 1e-10 -> The numbers differ
def double_each(a):
    b = 2 * a
    for _ in range(40):
        b = torch.where(b.abs() < 1000, 2 * b, b)
    return b


# %% wrong: its backward pass forgets what comes in -> The numbers differ
class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        factor = torch.full_like(a, 2)
        while (small := (factor * a).abs() < 1000).any():
            factor = torch.where(small, 2 * factor, factor)
        ctx.save_for_backward(factor)
        return factor * a

    @staticmethod
    def backward(ctx, incoming):
        (factor,) = ctx.saved_tensors
        return factor


def double_each(a):
    return Doubled.apply(a)


# %% right: times one plus a truth value
def double_each(a):
    b = 2 * a
    while (small := b.detach().abs() < 1000).any():
        b = b * (1 + small.to(b.dtype))
    return b


# %% wrong: 999.5 is large enough -> The numbers differ
def double_each(a):
    b = 2 * a
    while (b.abs() < 999.5).any():
        b = torch.where(b.abs() < 999.5, 2 * b, b)
    return b


# %% right: of the absolute value, with the sign put back
def double_each(a):
    b = 2 * a.abs()
    while (b < 1000).any():
        b = torch.where(b < 1000, 2 * b, b)
    return b * a.detach().sign()
