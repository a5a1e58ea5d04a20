# %% right: a copy first, then in place
def shrink_mended(a):
    d = a.clone()
    while d.item() > 1:
        d /= 10
    return d


# %% right: recursion
def shrink_mended(a):
    return shrink_mended(a / 10) if a > 1 else a


# %% right: counts first, divides once
def shrink_mended(a):
    number, divisor = a.item(), 1.0
    while number > 1:
        number, divisor = number / 10, 10 * divisor
    return a / divisor


# %% right: the friend's branch with both sides
def shrink_mended(a):
    if a > 100:
        d = a / 10
    else:
        d = 1 * a
    while d > 1:
        d /= 10
    return d


# %% right: multiplies by one tenth
def shrink_mended(a):
    d = a
    while d.detach().max() > 1:
        d = d * 0.1
    return d


# %% wrong: as found -> raised UnboundLocalError
def shrink_mended(a):
    if a > 100:
        d = a / 10
    while d > 1:
        d /= 10
    return d


# %% wrong: a second name, changed in place -> changed the values of its input
def shrink_mended(a):
    d = a
    while d > 1:
        d /= 10
    return d


# %% wrong: div_ -> changed the values of its input
def shrink_mended(a):
    while a > 1:
        a.div_(10)
    return a


# %% wrong: through .data -> changed the values of its input
def shrink_mended(a):
    d = a
    while d > 1:
        d.data /= 10
    return d


# %% wrong: always divides at least once -> The numbers differ
def shrink_mended(a):
    d = a / 10
    while d > 1:
        d = d / 10
    return d


# %% wrong: nothing for numbers up to 100 -> The numbers differ
def shrink_mended(a):
    d = a
    if a > 100:
        d = a / 10
        while d > 1:
            d = d / 10
    return d


# %% wrong: one division too few -> looks like: off by one step
def shrink_mended(a):
    d = a
    while d > 10:
        d = d / 10
    return d


# %% wrong: only one division -> The numbers differ
def shrink_mended(a):
    d = a
    if d > 1:
        d = d / 10
    return d


# %% wrong: the path is cut by item -> does not require grad
def shrink_mended(a):
    d = a.item()
    while d > 1:
        d = d / 10
    return torch.full_like(a, d)


# %% wrong: detached -> does not require grad
def shrink_mended(a):
    d = a.detach().clone()
    while d > 1:
        d /= 10
    return d


# %% wrong: a plain number -> The answer is a float
def shrink_mended(a):
    d = a.item()
    while d > 1:
        d = d / 10
    return d


# %% wrong: shape lost -> wrong shape
def shrink_mended(a):
    d = a.reshape(())
    while d > 1:
        d = d / 10
    return d


# %% wrong: whole numbers -> The numbers differ
def shrink_mended(a):
    d = a + 0
    while d > 1:
        d = d // 10
    return d


# %% wrong: negative numbers as well -> The numbers differ
def shrink_mended(a):
    d = a
    while d.abs() > 1:
        d = d / 10
    return d


# %% wrong: nothing returned -> The answer is None
def shrink_mended(a):
    d = a
    while d > 1:
        d = d / 10


# %% wrong: zero where the friend had nothing -> The numbers differ
def shrink_mended(a):
    d = torch.zeros_like(a)
    if a > 100:
        d = a / 10
    while d > 1:
        d = d / 10
    return d


# %% wrong: one division too many -> looks like: off by one step
def shrink_mended(a):
    d = a
    while d > 0.1:
        d = d / 10
    return d


# %% wrong: 1 itself is divided -> The numbers differ
def shrink_mended(a):
    d = a
    while d >= 1:
        d = d / 10
    return d


# %% wrong: the friend's if with an else that names the caller's tensor -> changed the values
def shrink_mended(a):
    if a > 100:
        d = a / 10
    else:
        d = a
    while d > 1:
        d /= 10
    return d


# %% wrong: a leaf of its own -> The answer has dtype
def shrink_mended(a):
    d = torch.tensor(a.item(), requires_grad=True)
    while d > 1:
        d = d / 10
    return d


# %% wrong: a power of ten is divided once too often -> The numbers differ
def shrink_mended(a):
    if a <= 1:
        return a
    return a / 10 ** (math.floor(math.log10(a.item())) + 1)


# %% wrong: at most thirty rounds -> The numbers differ
def shrink_mended(a):
    d = a
    for _ in range(30):
        if d > 1:
            d = d / 10
    return d


# %% wrong: a backward pass of its own, which leaves a gradient -> left its mark on a
def shrink_mended(a):
    d = a
    while d > 1:
        d = d / 10
    if a.requires_grad and d.requires_grad:
        d.sum().backward(retain_graph=True)
    return d
