# %% right: plus-equals
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = torch.ones_like(result.data)
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad += share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: grads cleared first -> the grad of a, after y = ab, z and z again
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    order = in_order(result)[::-1]
    for value in order:
        value.grad = 0.0
    result.grad = torch.ones_like(result.data)
    for value in order:
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: heads in a dictionary
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    heads = {result: torch.ones_like(result.data)}
    for value in reversed(in_order(result)):
        value.grad = heads[value] + (value.grad if value is not result else 0.0)
        if value.parents:
            for parent, share in zip(value.parents, value.shares(heads[value])):
                heads[parent] = heads.get(parent, 0.0) + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: popped from the end, by index
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    waiting = in_order(result)
    result.grad = torch.ones_like(result.data)
    while waiting:
        value = waiting.pop()
        for k in range(len(value.parents)):
            value.parents[k].grad = value.parents[k].grad + value.shares(value.grad)[k]


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% right: counts of shares still to come
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    pending = {}
    for value in in_order(result):
        for parent in value.parents:
            pending[parent] = pending.get(parent, 0) + 1
    result.grad, ready = torch.ones_like(result.data), [result]
    while ready:
        value = ready.pop()
        for parent, share in zip(value.parents, value.shares(value.grad) if value.parents else ()):
            parent.grad = parent.grad + share
            pending[parent] -= 1
            if pending[parent] == 0:
                ready.append(parent)


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: overwritten -> looks like: overwritten
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: reverse missing -> looks like: sent early
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in in_order(result):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: the result does not begin with one -> looks like: zeros
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 0.0
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: nothing to begin with -> looks like: zeros
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    pass
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: begins with its own value -> The numbers differ
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = result.data
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: a value is visited as often as it is used -> looks like: sent again
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    order = []

    def visit(value):
        for parent in value.parents:
            visit(parent)
        order.append(value)

    visit(result)
    result.grad = 1.0
    for value in reversed(order):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: as soon as it is met -> looks like: sent early
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    order = []

    def visit(value):
        if value not in order:
            order.append(value)
            for parent in value.parents:
                visit(parent)

    visit(result)
    result.grad = 1.0
    for value in order:
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: by distance from the result -> looks like: sent early
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    order = [result]
    for value in order:
        for parent in value.parents:
            if parent not in order:
                order.append(parent)
    result.grad = 1.0
    for value in order:
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: recursion that passes on what is there -> looks like: sent again
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result, head=1.0):
    result.grad = result.grad + head
    if result.parents:
        for parent, share in zip(result.parents, result.shares(result.grad)):
            backward(parent, share)


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: a head of one everywhere -> looks like: head ignored
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(1.0)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: shares of the result only -> looks like: sent early
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for parent, share in zip(result.parents, result.shares(1.0)):
        parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: the result left out of the order -> looks like: zeros
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in reversed(in_order(result)[:-1]):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: minus -> The numbers differ
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad - share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: leaves have no shares -> raised TypeError
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in reversed(in_order(result)):
        for parent, share in zip(value.parents, value.shares(value.grad)):
            parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: path by path -> visited once
def backward(result, head=1.0):
    result.grad = result.grad + head
    if result.parents:
        for parent, share in zip(result.parents, result.shares(head), strict=True):
            backward(parent, share)


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: PyTorch does it -> raised RuntimeError
def one_pass(f, x):
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(*x), x)[0]


# %% wrong: heads in a dictionary, written into leaves only -> the grad of y = c + a
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    heads = {result: torch.ones_like(result.data)}
    for value in reversed(in_order(result)):
        if not value.parents:
            value.grad = heads[value]
            continue
        for parent, share in zip(value.parents, value.shares(heads[value])):
            heads[parent] = heads.get(parent, 0.0) + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: a dictionary of parents has room for one share each -> looks like: stopped short
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = torch.ones_like(result.data)
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in dict(zip(value.parents, value.shares(value.grad))).items():
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: the head is a plain number -> a torch.Tensor is wanted
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = 1.0
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: the result's own 1 is added -> the grad of z = a + b, after y = ab, z and z again
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = result.grad + torch.ones_like(result.data)
    for value in reversed(in_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, value.shares(value.grad)):
                parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)


# %% wrong: ends at the first leaf -> looks like: stopped short
def in_order(result):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(result)
    return order


def backward(result):
    result.grad = torch.ones_like(result.data)
    for value in reversed(in_order(result)):
        if not value.parents:
            break
        for parent, share in zip(value.parents, value.shares(value.grad), strict=True):
            parent.grad = parent.grad + share


def one_pass(f, x):
    leaves = [Value(number) for number in x]
    backward(f(*leaves))
    return torch.tensor([float(leaf.grad) for leaf in leaves], dtype=x.dtype)
