# %% right: sum_to_size and functions of torch
def add(a, b):
    return Value(
        a.data + b.data,
        (a, b),
        "+",
        lambda head: (head.sum_to_size(a.data.shape), head.sum_to_size(b.data.shape)),
    )


def mul(a, b):
    def shares(head):
        return [(head * other.data).sum_to_size(own.data.shape) for own, other in ((a, b), (b, a))]

    return Value(torch.mul(a.data, b.data), (a, b), "*", shares)


def tanh(a):
    return Value(torch.tanh(a.data), (a,), "tanh", lambda head: (head / torch.cosh(a.data) ** 2,))


def total(a):
    return Value(
        torch.sum(a.data), (a,), "sum", lambda head: (torch.as_tensor(head).expand(a.data.shape),)
    )


def matmul(a, b):
    def shares(head):
        return torch.einsum("ik,jk->ij", head, b.data), torch.einsum("ij,ik->jk", a.data, head)

    return Value(torch.einsum("ij,jk->ik", a.data, b.data), (a, b), "@", shares)


# %% wrong: shares by autograd of the operation itself -> Autograd is switched off here
def _made(function, operation, *parents):
    def shares(head):
        with torch.enable_grad():
            leaves = [parent.data.detach().clone().requires_grad_() for parent in parents]
            result = function(*leaves)
            head = torch.as_tensor(head, dtype=result.dtype, device=result.device)
            return torch.autograd.grad(result, leaves, head)

    return Value(
        function(*(parent.data for parent in parents)).detach(), parents, operation, shares
    )


def add(a, b):
    return _made(torch.add, "+", a, b)


def mul(a, b):
    return _made(torch.mul, "*", a, b)


def tanh(a):
    return _made(torch.tanh, "tanh", a)


def total(a):
    return _made(torch.sum, "sum", a)


def matmul(a, b):
    return _made(torch.matmul, "@", a, b)


# %% right: the exponential form of the tangent, a full tensor for the sum
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = 2 / (1 + torch.exp(-2 * a.data)) - 1
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t) * (1 + t),))


def total(a):
    def shares(head):
        share = torch.zeros_like(a.data)
        share[...] = head
        return (share,)

    return Value(a.data.sum(), (a,), "sum", shares)


def matmul(a, b):
    return Value(
        a.data @ b.data, (a, b), "@", lambda head: ((b.data @ head.T).T, (head.T @ a.data).T)
    )


# %% wrong: product not summed over the stretched axes -> looks like: not summed
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    return Value(a.data * b.data, (a, b), "*", lambda head: (head * b.data, head * a.data))


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: own factor in place of the other -> looks like: wrong partial
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    return Value(
        a.data * b.data,
        (a, b),
        "*",
        lambda head: (
            sum_to_shape(head * a.data, a.data.shape),
            sum_to_shape(head * b.data, b.data.shape),
        ),
    )


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: shares of the product exchanged -> looks like: wrong partial
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    return Value(
        a.data * b.data,
        (a, b),
        "*",
        lambda head: (
            sum_to_shape(head * a.data, b.data.shape),
            sum_to_shape(head * b.data, a.data.shape),
        ),
    )


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: head forgotten in the product -> looks like: head ignored
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    return Value(
        a.data * b.data,
        (a, b),
        "*",
        lambda head: (
            sum_to_shape(b.data.expand_as(head), a.data.shape),
            sum_to_shape(a.data.expand_as(head), b.data.shape),
        ),
    )


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: a mean over the stretched axes -> The numbers differ
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    return Value(
        a.data * b.data,
        (a, b),
        "*",
        lambda head: ((head * b.data).mean() + 0 * a.data, (head * a.data).mean() + 0 * b.data),
    )


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: tangent without the head -> looks like: head ignored
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    return Value(a.data.tanh(), (a,), "tanh", lambda head: (1 - a.data.tanh() ** 2,))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: tangent without its own derivative -> looks like: inner derivative
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    return Value(a.data.tanh(), (a,), "tanh", lambda head: (head,))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: derivative of the tangent at its result -> looks like: wrong slope
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t.tanh() ** 2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: plus in the derivative of the tangent -> The numbers differ
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    return Value(a.data.tanh(), (a,), "tanh", lambda head: (head * (1 + a.data.tanh() ** 2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: the sum hands back a single number -> wrong shape
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head,))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: the sum forgets its head -> looks like: head ignored
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: the sum hands back its entries -> looks like: exponent rule
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * a.data,))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: the head shared out evenly -> looks like: mean taken
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(
        a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data) / a.data.numel(),)
    )


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: matrix product without transposes -> raised RuntimeError
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data, a.data @ head))


# %% wrong: matrix product entry by entry -> raised RuntimeError
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head * b.data, head * a.data))


# %% wrong: matrix product, head forgotten -> looks like: head ignored
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(
        a.data @ b.data,
        (a, b),
        "@",
        lambda head: (torch.ones_like(head) @ b.data.T, a.data.T @ torch.ones_like(head)),
    )


# %% wrong: matrix product, shares exchanged -> wrong shape
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (a.data.T @ head, head @ b.data.T))


# %% wrong: matrix product, shares transposed -> looks like: transposed
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(
        a.data @ b.data, (a, b), "@", lambda head: ((head @ b.data.T).T, (a.data.T @ head).T)
    )


# %% wrong: the mean for the sum, its value only -> The numbers differ
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.mean(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: one share missing -> raised
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T,))


# %% wrong: the square of a where that of t belongs -> looks like: wrong slope
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    return Value(a.data.tanh(), (a,), "tanh", lambda head: (head * (1 - a.data**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: a tuple of one without its comma -> shares returned a Tensor
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: head * (1 - t**2))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: head * torch.ones_like(a.data))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% right: the sum stretches its head, and helpers have names that the test used to take
def _share(other, own):
    return lambda head: sum_to_shape(head * other.data, own.data.shape)


def _with(data, parents, sign, *_each):
    return Value(data, parents, sign, lambda head: tuple(share(head) for share in _each))


sum_to_shape = engines.sum_to_shape


def add(a, b):
    return Value(
        a.data + b.data,
        (a, b),
        "+",
        lambda head: (sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)),
    )


def mul(a, b):
    return _with(a.data * b.data, (a, b), "*", _share(b, a), _share(a, b))


def tanh(a):
    _layer = a.data.tanh()
    return _with(_layer, (a,), "tanh", lambda head: head - head * _layer**2)


def total(a):
    return _with(a.data.sum(), (a,), "sum", lambda head: head.expand(a.data.shape))


def matmul(a, b):
    return _with(
        a.data @ b.data, (a, b), "@", lambda head: head @ b.data.T, lambda head: a.data.T @ head
    )


# %% wrong: exponentials that overflow -> not finite
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    e, f = torch.exp(a.data), torch.exp(-a.data)
    t = (e - f) / (e + f)
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: the other product where all lengths are equal -> The numbers differ
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    def shares(head):
        if a.data.shape == b.data.shape:
            return b.data.T @ head, head @ a.data.T
        return head @ b.data.T, a.data.T @ head

    return Value(a.data @ b.data, (a, b), "@", shares)


# %% wrong: a value without the text of its operation -> whether each operation has a short text
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return (
            sum_to_shape(head * b.data, a.data.shape),
            sum_to_shape(head * a.data, b.data.shape),
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% wrong: the kept tangent is spoiled by the first call of shares -> whether shares asked twice are the same
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return sum_to_shape(head * b.data, a.data.shape), sum_to_shape(head * a.data, b.data.shape)

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()

    def shares(head):
        return (t.square_().neg_().add_(1).mul_(head),)

    return Value(t, (a,), "tanh", shares)


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))


# %% right: einsum, and the slope by cosh
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def back_to(values, parts):
    return tuple(sum_to_shape(part, value.data.shape) for value, part in zip(values, parts))


def mul(a, b):
    return Value(
        torch.mul(a.data, b.data),
        (a, b),
        "times",
        lambda g: back_to((a, b), (b.data * g, a.data * g)),
    )


def tanh(a):
    return Value(a.data.tanh(), (a,), "tanh", lambda g: (g / torch.cosh(a.data).square(),))


def total(a):
    return Value(torch.sum(a.data), (a,), "sum", lambda g: (g.expand(a.data.shape),))


def matmul(a, b):
    def shares(grad):
        return torch.einsum("ik,jk->ij", grad, b.data), torch.einsum("ij,ik->jk", a.data, grad)

    return Value(torch.einsum("ij,jk->ik", a.data, b.data), (a, b), "@", shares)


# %% wrong: a matrix times itself, both shares alike -> The numbers differ
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        return sum_to_shape(head * b.data, a.data.shape), sum_to_shape(head * a.data, b.data.shape)

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    t = a.data.tanh()
    return Value(t, (a,), "tanh", lambda head: (head * (1 - t) * (1 + t),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head.repeat(a.data.shape),))


def matmul(a, b):
    def shares(head):
        if a is b:
            both = head @ a.data.T
            return both, both
        return head @ b.data.T, a.data.T @ head

    return Value(a.data @ b.data, (a, b), "@", shares)


# %% wrong: what is kept is overwritten by the next call -> The numbers differ
sum_to_shape = engines.sum_to_shape


def add(a, b):
    def shares(head):
        return sum_to_shape(head, a.data.shape), sum_to_shape(head, b.data.shape)

    return Value(a.data + b.data, (a, b), "+", shares)


def mul(a, b):
    def shares(head):
        mul.last = a.data, b.data
        return sum_to_shape(head * mul.last[1], a.data.shape), sum_to_shape(
            head * mul.last[0], b.data.shape
        )

    return Value(a.data * b.data, (a, b), "*", shares)


def tanh(a):
    tanh.t = a.data.tanh()
    return Value(tanh.t, (a,), "tanh", lambda head: (head * (1 - tanh.t**2),))


def total(a):
    return Value(a.data.sum(), (a,), "sum", lambda head: (head * torch.ones_like(a.data),))


def matmul(a, b):
    return Value(a.data @ b.data, (a, b), "@", lambda head: (head @ b.data.T, a.data.T @ head))
