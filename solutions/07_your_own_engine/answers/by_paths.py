# %% right: by index
def pass_on(value, head):
    value.grad += head
    if not value.parents:
        return
    shares = value.shares(head)
    for k in range(len(shares)):
        pass_on(value.parents[k], shares[k])


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: last parent first
def pass_on(value, head):
    value.grad = head + value.grad
    if value.shares is not None:
        for parent, share in reversed(list(zip(value.parents, value.shares(head)))):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: a stack in place of recursion
def pass_on(value, head):
    waiting = [(value, head)]
    while waiting:
        value, head = waiting.pop()
        value.grad = value.grad + head
        if value.parents:
            waiting.extend(zip(value.parents, value.shares(head)))


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: map
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        list(map(pass_on, value.parents, value.shares(head)))


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: overwritten -> looks like: overwritten
def pass_on(value, head):
    value.grad = head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head)):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: passes on what has arrived so far -> looks like: sent again
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(value.grad)):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: the same with plus-equals -> looks like: sent again
def pass_on(value, head):
    value.grad += head
    if value.shares:
        for parent, share in zip(value.parents, value.shares(value.grad)):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: each value once, the rest dropped -> looks like: stopped short
def pass_on(value, head):
    if isinstance(value.grad, torch.Tensor) or value.grad != 0:
        value.grad = value.grad + head
        return
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head)):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: only the parents, no further -> looks like: stopped short
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head)):
            parent.grad = parent.grad + share


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: nothing stored -> looks like: zeros
def pass_on(value, head):
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head)):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: stored at the result only -> looks like: zeros
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        value.shares(head)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: a head of one everywhere -> looks like: head ignored
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(1.0)):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: first parent only -> looks like: one path
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        pass_on(value.parents[0], value.shares(head)[0])


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: shares in the other order -> The numbers differ
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, reversed(value.shares(head))):
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: leaves have no shares -> raised TypeError
def pass_on(value, head):
    value.grad = value.grad + head
    for parent, share in zip(value.parents, value.shares(head)):
        pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: added twice -> looks like: factor
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head)):
            parent.grad = parent.grad + share
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: only leaves keep what arrives -> the grad of y = c + a
def pass_on(value, head):
    if not value.parents:
        value.grad += head
        return
    shares = value.shares(head)
    for k in range(len(shares)):
        pass_on(value.parents[k], shares[k])


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: PyTorch does it -> raised RuntimeError
def pass_on(value, head):
    raise NotImplementedError


def by_paths(f, x):
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(*x), x)[0]


# %% wrong: returns from within the loop -> looks like: one path
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head), strict=True):
            return pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: the head handed on as it is -> The numbers differ
def pass_on(value, head):
    value.grad = value.grad + head
    for parent in value.parents:
        pass_on(parent, head)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    pass_on(f(*leaves), 1.0)
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: a dictionary of parents has room for one share each -> looks like: stopped short
def pass_on(value, head):
    value.grad = value.grad + head
    if value.parents:
        for parent, share in dict(zip(value.parents, value.shares(head))).items():
            pass_on(parent, share)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    result = f(*leaves)
    pass_on(result, torch.ones_like(result.data))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: who was there before is left alone -> looks like: stopped short
def pass_on(value, head, seen=None):
    seen = set() if seen is None else seen
    if value in seen:
        return
    seen.add(value)
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, value.shares(head)):
            pass_on(parent, share, seen)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    result = f(*leaves)
    pass_on(result, torch.ones_like(result.data))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: helpers under names that the test used to take
def _f(value, _of):
    value.grad = value.grad + _of


def pass_on(value, head):
    _f(value, head)
    for _answer, _text in zip(value.parents, value.shares(head) if value.parents else ()):
        pass_on(_answer, _text)


def by_paths(f, x):
    leaves = [Value(number) for number in x]
    result = f(*leaves)
    pass_on(result, torch.ones_like(result.data))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)
