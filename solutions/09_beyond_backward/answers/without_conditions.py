# %% right: natural logarithms, one doubling too many taken back
def without_conditions(a):
    rounds = torch.clamp(
        torch.ceil(
            torch.log(1000 / a.norm()) / torch.tensor(2.0, dtype=a.dtype, device=a.device).log()
        )
        + 1,
        min=1,
    )
    k = torch.pow(2.0, rounds)
    k = torch.where((rounds > 1) & ((k * a).norm() / 2 >= 1000), k / 2, k)
    k = torch.where((rounds > 2) & ((k * a).norm() / 2 >= 1000), k / 2, k)
    return torch.where(a.sum() > 0, k, 100 * k) * a


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% right: a fixed number of rounds, each with a where
def without_conditions(a):
    b = 2 * a
    for k in (32, 16, 8, 4, 2, 1):  # so many doublings at once, if the last of them is needed
        b = torch.where(b.norm() * 2 ** (k - 1) < 1000, 2**k * b, b)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% right: truth values as numbers
def without_conditions(a):
    norm = a.detach().norm()
    rounds = (1000 / norm).log2().ceil().clamp(min=1)
    rounds = rounds + (norm * torch.exp2(rounds) < 1000).to(a.dtype)
    sign = (a.sum() <= 0).to(a.dtype)
    return a * torch.exp2(rounds) * (1 + 99 * sign)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% right: torch.cond for the branch
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=1)
    b = torch.where(b.norm() < 1000, 2 * b, b)
    return torch.cond(b.sum() > 0, lambda b: b * 1, lambda b: 100 * b, (b,))


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the function as it was -> data-dependent
def without_conditions(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    if b.sum() > 0:
        return b
    return 100 * b


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the branch left to Python -> data-dependent
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=1)
    return b if b.sum() > 0 else 100 * b


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the rounds as a Python number -> data-dependent
def without_conditions(a):
    import math

    rounds = max(1, math.ceil(math.log2(1000 / a.norm().item())))
    b = a * 2**rounds
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: rounded down -> looks like: off by one step
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).floor().clamp(min=1)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: not at least once -> The numbers differ
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).ceil()
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: not below zero rounds -> The numbers differ
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=0)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: one round too many -> looks like: off by one step
def without_conditions(a):
    b = 2 * a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=1)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the branch forgotten -> looks like: other branch
def without_conditions(a):
    return a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=1)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the branches exchanged -> looks like: other branch
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=1)
    return torch.where(b.sum() > 0, 100 * b, b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: each entry for itself -> looks like: whose decision
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.abs()).ceil().clamp(min=1)
    return torch.where(b > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: without rounding -> The numbers differ
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).clamp(min=1)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: too few fixed rounds -> The numbers differ
def without_conditions(a):
    b = 2 * a
    for _ in range(8):
        b = torch.where(b.norm() < 1000, 2 * b, b)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: base e -> The numbers differ
def without_conditions(a):
    b = a * 2 ** torch.log(1000 / a.norm()).ceil().clamp(min=1)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the logarithm alone -> looks like: off by one step
def without_conditions(a):
    b = a * 2 ** torch.log2(1000 / a.norm()).ceil().clamp(min=1)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: twenty fixed rounds -> The numbers differ
def without_conditions(a):
    b = 2 * a
    for _ in range(20):
        b = torch.where(b.norm() < 1000, 2 * b, b)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the gradient cut off -> zero
def without_conditions(a):
    b = a.detach() * 2 ** torch.log2(1000 / a.norm()).floor().clamp(min=1)
    b = torch.where(b.norm() < 1000, 2 * b, b)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: the largest entry for the norm -> The numbers differ
def without_conditions(a):
    b = a * 2 ** torch.floor(torch.log2(1000 / a.abs().max())).clamp(min=1)
    b = torch.where(b.abs().max() < 1000, 2 * b, b)
    return torch.where(b.sum() > 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: a sum of 0 taken for positive -> The numbers differ
def without_conditions(a):
    b = a * 2 ** torch.floor(torch.log2(1000 / a.norm())).clamp(min=1)
    b = torch.where(b.norm() < 1000, 2 * b, b)
    return torch.where(b.sum() >= 0, b, 100 * b)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()


# %% wrong: nothing is exported -> returns an exported graph
def without_conditions(a):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


def exported_from(example):
    return without_conditions


# %% wrong: an operation of one's own hides the questions -> no operation of PyTorch's own
@torch.library.custom_op("hiding::doubled", mutates_args=())
def doubled(a: torch.Tensor) -> torch.Tensor:
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b.clone() if b.sum() > 0 else 100 * b


doubled.register_fake(torch.empty_like)


def without_conditions(a):
    return doubled(a)


def exported_from(example):
    with hushed():
        return torch.export.export(AsModule(without_conditions), (example,)).module()
