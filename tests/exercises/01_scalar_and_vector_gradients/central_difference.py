# %% right: one-hot rows of an identity matrix
def central_difference(f, x, h=1e-5):
    entries = []
    for e in torch.eye(x.numel(), dtype=x.dtype, device=x.device):
        step = h * e.reshape(x.shape)
        entries.append((f(x + step) - f(x - step)) / (2 * h))
    return torch.stack(entries).reshape(x.shape)


# %% right: on a copy, put back after each step
def central_difference(f, x, h=1e-5):
    point = x.clone()
    flat = point.view(-1)
    gradient = []
    for i in range(x.numel()):
        kept = flat[i].item()
        flat[i] = kept + h
        above = f(point).item()
        flat[i] = kept - h
        below = f(point).item()
        flat[i] = kept
        gradient.append((above - below) / (2 * h))
    return torch.tensor(gradient, dtype=x.dtype, device=x.device).reshape(x.shape)


# %% right: as the mean of a forward and a backward difference
def central_difference(f, x, h=1e-5):
    gradient = torch.empty(x.numel(), dtype=x.dtype, device=x.device)
    here = f(x)
    for i in range(x.numel()):
        e = torch.zeros(x.numel(), dtype=x.dtype, device=x.device)
        e[i] = h
        e = e.reshape(x.shape)
        gradient[i] = ((f(x + e) - here) / h + (here - f(x - e)) / h) / 2
    return gradient.reshape(x.shape)


# %% wrong: forward difference
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x)) / h
    return gradient


# %% wrong: divided by h
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / h
    return gradient


# %% wrong: precedence of / 2 * h
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / 2 * h
    return gradient


# %% wrong: sign
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x - e) - f(x + e)) / (2 * h)
    return gradient


# %% wrong: all entries moved at once
def central_difference(f, x, h=1e-5):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return slope * torch.ones_like(x)


# %% wrong: one number for the whole gradient
def central_difference(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


# %% wrong: changes its input
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        x.view(-1)[i] += h
        above = f(x)
        x.view(-1)[i] -= 2 * h
        gradient.view(-1)[i] = (above - f(x)) / (2 * h)
    return gradient


# %% wrong: autograd instead of differences
def central_difference(f, x, h=1e-5):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# %% wrong: h ignored
def central_difference(f, x, h=1e-5):
    h = 1e-5
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: steps pile up
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    e = torch.zeros_like(x)
    for i in range(x.numel()):
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: only the first row
def central_difference(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for i in range(len(x) if x.dim() else 1):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


# %% wrong: a list
def central_difference(f, x, h=1e-5):
    gradient = []
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        gradient.append((f(x + e) - f(x - e)) / (2 * h))
    return gradient


# %% wrong: f gets a flat x
def central_difference(f, x, h=1e-5):
    flat = x.reshape(-1)
    gradient = torch.zeros_like(flat)
    for i in range(flat.numel()):
        e = torch.zeros_like(flat)
        e[i] = h
        gradient[i] = (f(flat + e) - f(flat - e)) / (2 * h)
    return gradient.reshape(x.shape)
