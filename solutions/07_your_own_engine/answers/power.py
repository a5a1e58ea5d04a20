# %% right: a lambda
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (n * head * a.data ** (n - 1),))


# %% wrong: the result kept, divided by a -> not finite
def power(a, n):
    result = a.data**n
    return Value(result, [a], "**", lambda head: [head * n * result / a.data])


# %% right: torch.pow, keywords
def power(a, n):
    def shares(head):
        slope = n * torch.pow(a.data, n - 1)
        return (slope.mul(head),)

    return Value(data=torch.pow(a.data, n), parents=(a,), operation="**", shares=shares)


# %% right: made first, shares hung on afterwards
def power(a, n):
    made = Value(a.data**n)
    made.parents = (a,)
    made.operation = "**"
    made.shares = lambda head: (head * n * a.data ** (n - 1),)
    return made


# %% wrong: head forgotten -> looks like: head ignored
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (n * a.data ** (n - 1),))


# %% wrong: exponent not lowered -> looks like: exponent rule
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (head * n * a.data**n,))


# %% wrong: the factor n forgotten -> looks like: factor
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (head * a.data ** (n - 1),))


# %% wrong: a minus sign -> looks like: sign
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (-head * n * a.data ** (n - 1),))


# %% wrong: the head twice -> looks like: head twice
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (head * head * n * a.data ** (n - 1),))


# %% wrong: passes the head on as a sum does -> looks like: inner derivative
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (head,))


# %% wrong: no parents -> number of shares: 1, of parents: 0
def power(a, n):
    return Value(a.data**n, (), "**", lambda head: (head * n * a.data ** (n - 1),))


# %% wrong: a share, not a tuple of one -> shares returned a Tensor
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: head * n * a.data ** (n - 1))


# %% wrong: shares called at once -> raised TypeError
def power(a, n):
    head = 1.0
    return Value(a.data**n, (a,), "**", (head * n * a.data ** (n - 1),))


# %% wrong: two parents, one share -> number of shares: 1, of parents: 2
def power(a, n):
    return Value(a.data**n, (a, a), "**", lambda head: (head * n * a.data ** (n - 1),))


# %% wrong: hard-coded for the shown exponent -> looks like: hard coded
def power(a, n):
    return Value(a.data**3, (a,), "**", lambda head: (head * 3 * a.data**2,))


# %% wrong: a number, not a Value -> raised AttributeError
def power(a, n):
    return a.data**n


# %% wrong: nothing returned -> raised AttributeError
def power(a, n):
    Value(a.data**n, (a,), "**", lambda head: (head * n * a.data ** (n - 1),))


# %% wrong: a repeated product, which has other parents -> The numbers differ
def power(a, n):
    result = a
    for _ in range(n - 1):
        result = result * a
    return result if n > 0 else None


# %% wrong: a generator -> shares returned a generator
def power(a, n):
    def shares(head):
        yield head * n * a.data ** (n - 1)

    return Value(a.data**n, (a,), "**", shares)


# %% wrong: puts the share away and returns nothing -> shares returned a NoneType
def power(a, n):
    def shares(head):
        a.grad = a.grad + head * n * a.data ** (n - 1)

    return Value(a.data**n, (a,), "**", shares)


# %% wrong: head added -> The numbers differ
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (head + n * a.data ** (n - 1),))


# %% wrong: the exponent as a second parent, with a share of 0 -> whether a is each of its parents
def power(a, n):
    exponent = Value(torch.tensor(float(n)))
    return Value(a.data**n, (a, exponent), "**", lambda head: (head * n * a.data ** (n - 1), 0.0))


# %% wrong: the head is raised, not a -> The numbers differ
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (n * head ** (n - 1),))


# %% wrong: a forward difference -> looks like: step too large
def power(a, n):
    def shares(head):
        return (head * ((a.data + 1e-4) ** n - a.data**n) / 1e-4,)

    return Value(a.data**n, (a,), "**", shares)


# %% right: helpers under names that the test used to take
def _share(a, n):
    return n * a.data ** (n - 1)


def power(a, n):
    _both = _share(a, n)
    return Value(a.data**n, (a,), "**", lambda head: (head * _both,))


# %% wrong: changes head in place -> a head of 5
def power(a, n):
    return Value(a.data**n, (a,), "**", lambda head: (head.mul_(n * a.data ** (n - 1)),))


# %% wrong: a whole number for n -> The numbers differ.
def power(a, n):
    n = int(n)
    return Value(a.data**n, (a,), "**", lambda head: (n * a.data ** (n - 1) * head,))


# %% wrong: another text as operation -> whether its operation is
def power(a, n):
    return Value(a.data**n, (a,), "pow", lambda head: (head * n * a.data ** (n - 1),))


# %% wrong: autograd works out the share -> Autograd is switched off here
def power(a, n):
    def shares(head):
        leaf = a.data.detach().clone().requires_grad_()
        return torch.autograd.grad(leaf**n, leaf, head)

    return Value(a.data**n, (a,), "**", shares)


# %% wrong: the head is used up by the first call of shares -> asked twice
def power(a, n):
    def shares(head, calls=[]):
        calls.append(head)
        return (head * n * a.data ** (n - 1) / len(calls),)

    return Value(a.data**n, (a,), "**", shares)
