# %% right: counted first, the sign afterwards
def gradient_by_counting(a):
    rounds, b = 1, a + a
    while float(b.norm()) < 1000:
        b = b + b
        rounds += 1
    k = 2.0**rounds * (1 if b.sum().item() > 0 else 100)
    return torch.ones_like(a) * k


# %% right: with a logarithm instead of a loop
def gradient_by_counting(a):
    rounds = max(1, math.ceil(math.log2(1000 / a.norm().item())))
    k = 2**rounds if a.sum() > 0 else 100 * 2**rounds
    return torch.full(a.shape, float(k), dtype=a.dtype)


# %% right: plain Python numbers
def gradient_by_counting(a):
    entries = a.flatten().tolist()
    k = 2
    while math.hypot(*[k * entry for entry in entries]) < 1000:
        k *= 2
    if sum(entries) <= 0:
        k *= 100
    return a.new_full(a.shape, k)


# %% right: recursion
def gradient_by_counting(a, k=2):
    if (k * a).norm() < 1000:
        return gradient_by_counting(a, 2 * k)
    return torch.zeros_like(a) + (k if (k * a).sum() > 0 else 100 * k)


# %% wrong: the first doubling forgotten -> looks like: off by one step
def gradient_by_counting(a):
    b, k = 2 * a, 1
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    if b.sum() <= 0:
        k = 100 * k
    return torch.full_like(a, k)


# %% wrong: one round too many -> looks like: off by one step
def gradient_by_counting(a):
    b, k = a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k)


# %% wrong: each entry counted on its own -> looks like: whose decision
def gradient_by_counting(a):
    def count(entry):
        b, k = 2 * entry, 2
        while abs(b) < 1000:
            b, k = 2 * b, 2 * k
        return k if b > 0 else 100 * k

    return a.new_tensor([count(entry) for entry in a.flatten().tolist()]).reshape(a.shape)


# %% wrong: each entry on its own, by masks -> looks like: whose decision
def gradient_by_counting(a):
    b, k = 2 * a, torch.full_like(a, 2)
    while (b.abs() < 1000).any():
        small = b.abs() < 1000
        b, k = torch.where(small, 2 * b, b), torch.where(small, 2 * k, k)
    return torch.where(b > 0, k, 100 * k)


# %% wrong: the branch is forgotten -> looks like: other branch
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k)


# %% wrong: the branches are swapped -> looks like: other branch
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, 100 * k if b.sum() > 0 else k)


# %% wrong: divides by a -> not finite: nan
def gradient_by_counting(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    d = b if b.sum() > 0 else 100 * b
    return d / a


# %% wrong: the value of f -> looks like: own value
def gradient_by_counting(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


# %% wrong: rounds counted instead of factors -> The numbers differ
def gradient_by_counting(a):
    b, k = 2 * a, 1
    while b.norm() < 1000:
        b, k = 2 * b, k + 1
    if b.sum() <= 0:
        k = 100 * k
    return torch.full_like(a, k)


# %% wrong: a number instead of a tensor -> The answer is an int
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return k if b.sum() > 0 else 100 * k


# %% wrong: shape lost -> wrong shape
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.tensor([k if b.sum() > 0 else 100 * k], dtype=a.dtype)


# %% wrong: integers -> The answer has dtype torch.int64
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full(a.shape, k if b.sum() > 0 else 100 * k)


# %% wrong: changes the caller's tensor -> changed the values of its input
def gradient_by_counting(a):
    a *= 2
    k = 2
    while a.norm() < 1000:
        a *= 2
        k *= 2
    return torch.full_like(a, k if a.sum() > 0 else 100 * k)


# %% wrong: hard-coded for 1.2009 -> The numbers differ
def gradient_by_counting(a):
    return torch.full_like(a, 1024.0)


# %% wrong: asks autograd -> Autograd is switched off here
def gradient_by_counting(a):
    leaf = a.clone().requires_grad_()
    b = 2 * leaf
    while b.norm() < 1000:
        b = 2 * b
    (b if b.sum() > 0 else 100 * b).sum().backward()
    return leaf.grad


# %% wrong: sign -> looks like: sign
def gradient_by_counting(a):
    b, k = 2 * a, -2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k)


# %% wrong: zeros -> looks like: zeros
def gradient_by_counting(a):
    return torch.zeros_like(a)


# %% wrong: shared among the entries -> looks like: mean taken
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k) / a.numel()


# %% wrong: nothing returned -> The answer is None
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k


# %% wrong: a condition with many truth values -> is ambiguous
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.abs() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k)


# %% wrong: goes on at exactly 1000 -> looks like: off by one step
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() <= 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k)


# %% wrong: ones of the default dtype -> The answer has dtype torch.float32
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.ones(a.shape) * (k if b.sum() > 0 else 100 * k)


# %% wrong: the factor from a logarithm, which may be below 2 -> The numbers differ
def gradient_by_counting(a):
    k = 2 ** math.ceil(math.log2(1000 / a.norm().item()))
    return torch.full_like(a, k if a.sum() > 0 else 100 * k)


# %% wrong: a sum of 0 counts as positive -> The numbers differ
def gradient_by_counting(a):
    b, k = 2 * a, 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, 100 * k if b.sum() < 0 else k)


# %% wrong: decided in single precision -> The numbers differ
def gradient_by_counting(a):
    b, k = 2 * a.float(), 2
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k)


# %% wrong: the norm of each row, whose factor looks like a sum -> The numbers differ
def gradient_by_counting(a):
    b, k = 2 * a, 2.0
    while (b.norm(dim=-1) < 1000).all():
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k)


# %% wrong: a branch for each entry -> looks like: other branch
def gradient_by_counting(a):
    b, k = 2 * a, 2.0
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.where(b > 0, torch.full_like(a, k), torch.full_like(a, 100 * k))


# %% wrong: thirty-five rounds, too few for 1e-10 -> The numbers differ
def gradient_by_counting(a):
    b, k = 2 * a, 2.0
    for _ in range(35):
        if b.norm() < 1000:
            b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.sum() > 0 else 100 * k)


# %% wrong: float64 always -> The answer has dtype torch.float64
def gradient_by_counting(a):
    b, k = 2 * a, 2.0
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full(a.shape, k if b.sum() > 0 else 100 * k, dtype=torch.float64)


# %% wrong: the sum is taken of rounded entries -> The numbers differ
def gradient_by_counting(a):
    b, k = 2 * a, 2.0
    while b.norm() < 1000:
        b, k = 2 * b, 2 * k
    return torch.full_like(a, k if b.round().sum() > 0 else 100 * k)
