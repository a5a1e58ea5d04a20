# %% right: autograd.grad
def truncated_gradient(w, xs, k):
    w = w.detach().requires_grad_()
    s, losses = torch.zeros_like(w), []
    for t in range(len(xs)):
        if t and t % k == 0:
            s = s.detach()
        s = (w * s + xs[t]).tanh()
        losses.append(s.square().sum())
    return torch.autograd.grad(sum(losses), w)[0]


# %% right: backward piece by piece, accumulating
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for begin in range(0, len(xs), k):
        s, loss = s.detach(), 0
        for x in xs[begin : begin + k]:
            s = torch.tanh(leaf * s + x)
            loss = loss + (s**2).sum()
        loss.backward()
    return leaf.grad


# %% right: by the chain rule, forward, without autograd
def truncated_gradient(w, xs, k):
    s, slope, total = torch.zeros_like(w), torch.zeros_like(w), torch.zeros_like(w)
    for t, x in enumerate(xs):
        if t % k == 0:
            slope = torch.zeros_like(w)
        new = torch.tanh(w * s + x)
        slope = (1 - new**2) * (s + w * slope)
        s = new
        total += 2 * s * slope
    return total


# %% right: detach_ at the end of each piece
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0.0
    for t, x in enumerate(xs, start=1):
        s = torch.tanh(leaf * s + x)
        total += (s * s).sum()
        if t % k == 0:
            s = s.detach()
    total.backward()
    return leaf.grad


# %% wrong: nothing cut -> looks like: not detached
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for x in xs:
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: detach without using its result -> looks like: not detached
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % k == 0:
            s.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: cut at every step -> looks like: detached
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for x in xs:
        s = torch.tanh(leaf * s.detach() + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: cut everywhere but where it should be -> The numbers differ
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % k:
            s = s.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: one step late -> looks like: off by one step
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
        if t % k == 0:
            s = s.detach()
    total.backward()
    return leaf.grad


# %% wrong: cut before it counts -> The numbers differ
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        s = torch.tanh(leaf * s + x)
        if (t + 1) % k == 0:
            s = s.detach()
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: the state set back to 0 -> looks like: state reset
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % k == 0:
            s = torch.zeros_like(w)
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: the last piece only -> looks like: overwritten
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for t, x in enumerate(xs):
        if t % k == 0:
            s, total = s.detach(), 0
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: the last state only -> looks like: overwritten
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for t, x in enumerate(xs):
        if t % k == 0:
            s = s.detach()
        s = torch.tanh(leaf * s + x)
    (s**2).sum().backward()
    return leaf.grad


# %% wrong: a second pass through the same graph -> looks like: graph freed
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for begin in range(0, len(xs), k):
        loss = 0
        for x in xs[begin : begin + k]:
            s = torch.tanh(leaf * s + x)
            loss = loss + (s**2).sum()
        loss.backward()
    return leaf.grad


# %% wrong: retain_graph silences it -> looks like: not detached
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for begin in range(0, len(xs), k):
        loss = 0
        for x in xs[begin : begin + k]:
            s = torch.tanh(leaf * s + x)
            loss = loss + (s**2).sum()
        loss.backward(retain_graph=True)
    return leaf.grad


# %% wrong: the weights detached instead -> looks like: no graph
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for x in xs:
        s = torch.tanh(leaf.detach() * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: the mean -> looks like: mean taken
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % k == 0:
            s = s.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).mean()
    total.backward()
    return leaf.grad


# %% wrong: the states returned -> The numbers differ
def truncated_gradient(w, xs, k):
    s = torch.zeros_like(w)
    for x in xs:
        s = torch.tanh(w * s + x)
    return s


# %% wrong: without the bend -> The numbers differ
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % k == 0:
            s = s.detach()
        s = leaf * s + x
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: always pieces of two -> The numbers differ
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % 2 == 0:
            s = s.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% wrong: the caller's tensor is used as the leaf -> left its mark on its input
def truncated_gradient(w, xs, k):
    w.requires_grad_()
    s, total = torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t % k == 0:
            s = s.detach()
        s = torch.tanh(w * s + x)
        total = total + (s**2).sum()
    total.backward()
    return w.grad


# %% wrong: cleared before each piece -> looks like: overwritten
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for begin in range(0, len(xs), k):
        s, leaf.grad, total = s.detach(), None, 0
        for x in xs[begin : begin + k]:
            s = torch.tanh(leaf * s + x)
            total = total + (s**2).sum()
        total.backward()
    return leaf.grad


# %% wrong: only the last state of each piece counts -> looks like: overwritten
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for begin in range(0, len(xs), k):
        s = s.detach()
        for x in xs[begin : begin + k]:
            s = torch.tanh(leaf * s + x)
        (s**2).sum().backward()
    return leaf.grad


# %% wrong: what is left over at the end is dropped -> looks like: rest dropped
def truncated_gradient(w, xs, k):
    leaf, s = w.clone().requires_grad_(), torch.zeros_like(w)
    for piece in range(len(xs) // k):
        s, total = s.detach(), 0
        for x in xs[piece * k : piece * k + k]:
            s = torch.tanh(leaf * s + x)
            total = total + (s**2).sum()
        total.backward()
    return leaf.grad


# %% wrong: cut one step early -> looks like: off by one step
def truncated_gradient(w, xs, k):
    leaf, s, total = w.clone().requires_grad_(), torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if (t + 1) % k == 0:
            s = s.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return leaf.grad


# %% right: helpers under names that the test used to take
def _answer(s, leaf, _of):
    return torch.tanh(leaf * s + _of)


def truncated_gradient(w, xs, k):
    leaf, _longer = w.clone().requires_grad_(), []
    for t, x in enumerate(xs):
        before = _longer[-1] if _longer else torch.zeros_like(w)
        _longer.append(_answer(before if t % k else before.detach(), leaf, x))
    return torch.autograd.grad(sum(s.square().sum() for s in _longer), leaf)[0]


# %% wrong: the state goes through float32 at the cut -> The numbers differ
def truncated_gradient(w, xs, k):
    v = w.clone().requires_grad_()
    s, loss = torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t and t % k == 0:
            s = s.detach().float().to(w.dtype)
        s = torch.tanh(v * s + x)
        loss = loss + (s**2).sum()
    return torch.autograd.grad(loss, v)[0]


# %% wrong: the last, shorter piece is dropped -> looks like: rest dropped
def truncated_gradient(w, xs, k):
    v = w.clone().requires_grad_()
    s, loss = torch.zeros_like(w), 0 * v.sum()
    for t in range(len(xs) // k * k):
        if t % k == 0:
            s = s.detach()
        s = torch.tanh(v * s + xs[t])
        loss = loss + (s**2).sum()
    return torch.autograd.grad(loss, v)[0]


# %% wrong: remembered by the shape of its argument -> looks like: remembered
def truncated_gradient(w, xs, k, seen={}):
    if (w.shape, k) not in seen:
        s = slope = gradient = torch.zeros_like(w)
        for t, x in enumerate(xs):
            new = torch.tanh(w * s + x)
            slope = (1 - new**2) * (s + w * slope * (t % k > 0))
            s, gradient = new, gradient + 2 * new * slope
        seen[w.shape, k] = gradient
    return seen[w.shape, k]


# %% wrong: the leaf is lost at the first cut -> The numbers differ
def truncated_gradient(w, xs, k):
    start = leaf = w.clone().requires_grad_()
    s, total = torch.zeros_like(w), 0
    for t, x in enumerate(xs):
        if t and t % k == 0:
            s, leaf = s.detach(), leaf.detach()
        s = torch.tanh(leaf * s + x)
        total = total + (s**2).sum()
    total.backward()
    return start.grad
