# %% right: one expression
def mended_pulse(x):
    return (((2 - (2 * x).tanh() ** 2).sqrt() + 2 * x) * x).sum()


# %% right: clones before each edit that does harm
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown.clone().mul_(grown)
    rest = 1 - squared
    rest += 1
    root = rest.sqrt().clone()
    root += scaled
    return (root * x).sum()


# %% right: no edit in place at all
def mended_pulse(x):
    scaled = 2 * x
    grown = torch.tanh(scaled)
    squared = grown.square()
    rest = 1 - squared
    rest = rest + 1
    root = torch.sqrt(rest)
    root = root + scaled
    return torch.sum(root * x)


# %% right: another way to write the root
def mended_pulse(x):
    scaled = x + x
    rest = 2 - torch.tanh(scaled).pow(2)
    return torch.dot((rest**0.5 + scaled).flatten(), x.flatten())


# %% right: a loop over the entries
def mended_pulse(x):
    total = 0.0
    for entry in x.flatten():
        total = total + ((2 - (2 * entry).tanh() ** 2).sqrt() + 2 * entry) * entry
    return total


# %% wrong: unchanged -> looks like: edited in place
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown.mul_(grown)
    rest = 1 - squared
    rest += 1
    root = rest.sqrt()
    root += scaled
    return (root * x).sum()


# %% wrong: only the first is mended -> looks like: edited in place
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown * grown
    rest = 1 - squared
    rest += 1
    root = rest.sqrt()
    root += scaled
    return (root * x).sum()


# %% wrong: only the last is mended -> looks like: edited in place
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown.mul_(grown)
    rest = 1 - squared
    rest += 1
    root = rest.sqrt() + scaled
    return (root * x).sum()


# %% wrong: only the harmless one is mended -> looks like: edited in place
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown.mul_(grown)
    rest = 2 - squared
    root = rest.sqrt()
    root += scaled
    return (root * x).sum()


# %% wrong: the root is detached -> looks like: detached
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh().detach()
    squared = grown * grown
    root = (2 - squared).sqrt()
    return ((root + scaled) * x).sum()


# %% wrong: edited through .data, silently -> looks like: data edit
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    grown.data.mul_(grown.data)
    rest = 2 - grown
    root = rest.sqrt()
    return ((root + scaled) * x).sum()


# %% wrong: the square is forgotten -> The numbers differ
def mended_pulse(x):
    scaled = 2 * x
    root = (2 - scaled.tanh()).sqrt()
    return ((root + scaled) * x).sum()


# %% wrong: the line with the edit is left out -> The numbers differ
def mended_pulse(x):
    scaled = 2 * x
    squared = scaled.tanh() ** 2
    root = (1 - squared + 1).sqrt()
    return (root * x).sum()


# %% wrong: under no_grad it raises no more -> wrong shape
def mended_pulse(x):
    scaled = 2 * x
    with torch.no_grad():
        scaled = scaled.requires_grad_()
        grown = scaled.tanh()
        squared = grown * grown
        root = (2 - squared).sqrt() + scaled
    return root * x


# %% wrong: everything under no_grad -> looks like: no graph
def mended_pulse(x):
    with torch.no_grad():
        scaled = 2 * x
        grown = scaled.tanh()
        squared = grown.mul_(grown)
        rest = 1 - squared
        rest += 1
        root = rest.sqrt()
        root += scaled
        return (root * x).sum()


# %% wrong: a mean instead of the sum -> looks like: mean taken
def mended_pulse(x):
    scaled = 2 * x
    squared = scaled.tanh() ** 2
    root = (2 - squared).sqrt() + scaled
    return (root * x).mean()


# %% wrong: the sum is forgotten -> wrong shape
def mended_pulse(x):
    scaled = 2 * x
    squared = scaled.tanh() ** 2
    root = (2 - squared).sqrt() + scaled
    return root * x


# %% wrong: it writes into x -> changed the values of its input
def mended_pulse(x):
    scaled = x.mul_(2)
    squared = scaled.tanh() ** 2
    root = (2 - squared).sqrt() + scaled
    return (root * x / 2).sum()


# %% wrong: nothing returned -> The answer is None
def mended_pulse(x):
    scaled = 2 * x
    squared = scaled.tanh() ** 2
    (((2 - squared).sqrt() + scaled) * x).sum()


# %% wrong: one of the two factors is a detached copy -> The numbers differ
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    squared = grown.detach().clone().mul_(grown)
    rest = 2 - squared
    return ((rest.sqrt() + scaled) * x).sum()


# %% wrong: both edits through .data, silently -> looks like: data edit
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    grown.data.mul_(grown.data)
    root = (2 - grown).sqrt()
    root.data.add_(scaled.data)
    return (root * x).sum()


# %% wrong: only the last edit through .data, silently -> looks like: data edit
def mended_pulse(x):
    scaled = 2 * x
    grown = scaled.tanh()
    root = (2 - grown * grown).sqrt()
    root.data.add_(scaled.data)
    return (root * x).sum()


# %% wrong: the tangent by exponentials, which overflow -> The answer is not finite
def mended_pulse(x):
    e = (4 * x).exp()
    grown = (e - 1) / (e + 1)
    return (((2 - grown**2).sqrt() + 2 * x) * x).sum()


# %% wrong: its backward pass forgets what comes in -> The numbers differ
class Pulse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (((2 - (2 * x).tanh() ** 2).sqrt() + 2 * x) * x).sum()

    @staticmethod
    def backward(ctx, incoming):
        (x,) = ctx.saved_tensors
        t = (2 * x).tanh()
        root = (2 - t**2).sqrt()
        return root + 4 * x - 2 * x * t * (1 - t**2) / root


def mended_pulse(x):
    return Pulse.apply(x)
