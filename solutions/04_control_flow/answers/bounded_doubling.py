# %% right: a counter in the while loop
def bounded_doubling(a, most=60):
    b, rounds = 2 * a, 0
    while b.norm() < 1000:
        if rounds == most:
            raise ValueError("too many rounds")
        b = 2 * b
        rounds += 1
    if b.sum() > 0:
        return b
    return 100 * b


# %% right: for with else
def bounded_doubling(a, most=60):
    b = a * 2
    for _ in range(most + 1):
        if not b.norm() < 1000:
            break
        b = b + b
    else:
        raise ValueError(f"not reached after {most} rounds")
    return torch.where(b.sum() > 0, b, 100 * b)


# %% right: recursion
def bounded_doubling(a, most=60):
    def go(b, left):
        if b.norm() >= 1000:
            return b if b.sum() > 0 else 100 * b
        if left == 0:
            raise ValueError("the norm stays small")
        return go(2 * b, left - 1)

    return go(2 * a, most)


# %% right: looks ahead, and raises before any loop
def bounded_doubling(a, most=60):
    if 2 * a.detach().norm() * 2**most < 1000:
        raise ValueError("this would take too long")
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


# %% wrong: gives up silently -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


# %% wrong: no bound at all -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


# %% wrong: only zeros are refused -> raised no error
def bounded_doubling(a, most=60):
    if not a.any():
        raise ValueError("zero")
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


# %% wrong: None instead of an error -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        return None
    return b if b.sum() > 0 else 100 * b


# %% wrong: prints instead of raising -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        print("ValueError: too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: another error -> Another error is wanted
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        raise RuntimeError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: an assertion -> Another error is wanted
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    assert b.norm() >= 1000
    return b if b.sum() > 0 else 100 * b


# %% wrong: the last round is not looked at -> raised ValueError
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            return b if b.sum() > 0 else 100 * b
        b = 2 * b
    raise ValueError("too many rounds")


# %% wrong: one round too many is allowed -> raised no error
def bounded_doubling(a, most=60):
    b, rounds = 2 * a, 0
    while b.norm() < 1000:
        if rounds > most:
            raise ValueError("too many rounds")
        b = 2 * b
        rounds += 1
    return b if b.sum() > 0 else 100 * b


# %% wrong: the first doubling is counted as a round -> raised ValueError
def bounded_doubling(a, most=60):
    b = a
    for _ in range(most):
        b = 2 * b
        if b.norm() >= 1000:
            return b if b.sum() > 0 else 100 * b
    raise ValueError("too many rounds")


# %% wrong: raises inside the loop at once -> raised ValueError
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() < 1000:
            raise ValueError("still small")
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


# %% wrong: always all rounds -> The numbers differ
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: one doubling too many -> looks like: off by one step
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        enough = b.norm() >= 1000
        b = 2 * b
        if enough:
            break
    else:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: changes the caller's tensor -> changed the values of its input
def bounded_doubling(a, most=60):
    b = a
    b *= 2
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b *= 2
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: detached -> does not require grad
def bounded_doubling(a, most=60):
    b = 2 * a.detach()
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: a condition with many truth values -> is ambiguous
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: the branch is forgotten -> looks like: other branch
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b


# %% wrong: returns the error -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        return ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: most is ignored -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(60):
        if b.norm() >= 1000:
            break
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: goes on at exactly 1000 -> raised ValueError
def bounded_doubling(a, most=60):
    b, rounds = 2 * a, 0
    while b.norm() <= 1000:
        if rounds == most:
            raise ValueError("too many rounds")
        b, rounds = 2 * b, rounds + 1
    return b if b.sum() > 0 else 100 * b


# %% wrong: the bound alone decides -> raised ValueError
def bounded_doubling(a, most=60):
    b, rounds = 2 * a, 0
    while b.norm() < 1000 and rounds < most:
        b, rounds = 2 * b, rounds + 1
    if rounds == most:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: what is large already is not doubled -> The numbers differ
def bounded_doubling(a, most=60):
    b = a
    for _ in range(most + 1):
        if b.norm() >= 1000:
            return b if b.sum() > 0 else 100 * b
        b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% right: an error of one's own
class TooManyRounds(ValueError):
    """The norm is still too small."""


def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        b = b if b.norm() >= 1000 else 2 * b
    if b.norm() < 1000:
        raise TooManyRounds("gave up")
    return b if b.sum() > 0 else 100 * b


# %% wrong: an error without a text -> message
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        b = b if b.norm() >= 1000 else 2 * b
    if b.norm() < 1000:
        raise ValueError
    return b if b.sum() > 0 else 100 * b


# %% wrong: a sum of 0 taken for positive -> The numbers differ
def bounded_doubling(a, most=60):
    if a.norm() == 0 or a.norm() * 2 ** (most + 1) < 1000:
        raise ValueError("no")
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() >= 0 else 100 * b


# %% wrong: any zero among the entries is refused -> raised
def bounded_doubling(a, most=60):
    if (a == 0).any():
        raise ValueError("zero")
    b = 2 * a
    for _ in range(most):
        if b.norm() < 1000:
            b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: another default for most -> raised
def bounded_doubling(a, most=10):
    b = 2 * a
    for _ in range(most):
        if b.norm() < 1000:
            b = 2 * b
    if b.norm() < 1000:
        raise ValueError("too many rounds")
    return b if b.sum() > 0 else 100 * b


# %% wrong: the branch before the bound -> raised no error
def bounded_doubling(a, most=60):
    b = 2 * a
    for _ in range(most):
        if b.norm() < 1000:
            b = 2 * b
    b = b if b.sum() > 0 else 100 * b
    if b.norm() < 1000:
        raise ValueError("never ends")
    return b
