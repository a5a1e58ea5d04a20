# %% right: torch.autograd.grad
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad((leaf * leaf * leaf.detach().exp()).sum(), leaf)[0]


# %% right: the formula
def hold_one_factor(x):
    return 2 * x * torch.exp(x)


# %% right: the factor under no_grad
def hold_one_factor(x):
    leaf = x.detach().clone().requires_grad_()
    with torch.no_grad():
        factor = torch.exp(leaf)
    (factor * leaf.pow(2)).sum().backward()
    return leaf.grad


# %% right: the factor from the plain tensor
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    y = leaf**2
    y.backward(x.exp())
    return leaf.grad


# %% right: entry by entry, in a loop
def hold_one_factor(x):
    answer = torch.zeros_like(x)
    for i in range(x.numel()):
        t = x.reshape(-1)[i].clone().requires_grad_()
        u = t.exp().detach()
        (t * t * u).backward()
        answer.view(-1)[i] = t.grad
    return answer


# %% right: torch.func
def hold_one_factor(x):
    return torch.func.grad(lambda t: (t**2 * torch.exp(t).detach()).sum())(x)


# %% wrong: nothing held -> looks like: not detached
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * torch.exp(leaf)).sum().backward()
    return leaf.grad


# %% wrong: the other factor held -> looks like: detached
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    held = (leaf**2).detach()
    (held * torch.exp(leaf)).sum().backward()
    return leaf.grad


# %% wrong: both factors held -> looks like: no graph
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * torch.exp(leaf)).detach().sum().backward()
    return leaf.grad


# %% wrong: everything under no_grad -> looks like: no graph
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    with torch.no_grad():
        y = (leaf**2 * torch.exp(leaf)).sum()
    y.backward()
    return leaf.grad


# %% wrong: the leaf never required a gradient -> looks like: no graph
def hold_one_factor(x):
    held = torch.exp(x).detach()
    (x**2 * held).sum().backward()
    return x.grad


# %% wrong: detached, and the result thrown away -> looks like: not detached
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    held = torch.exp(leaf)
    held.detach()
    (leaf**2 * held).sum().backward()
    return leaf.grad


# %% wrong: one of the two x of the square held -> looks like: factor
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf * leaf.detach() * torch.exp(leaf).detach()).sum().backward()
    return leaf.grad


# %% wrong: backward twice -> looks like: accumulated
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    for _ in range(2):
        (leaf**2 * torch.exp(leaf).detach()).sum().backward()
    return leaf.grad


# %% wrong: sign -> looks like: sign
def hold_one_factor(x):
    return -2 * x * torch.exp(x)


# %% wrong: the value -> looks like: own value
def hold_one_factor(x):
    return (x**2 * torch.exp(x)).sum()


# %% wrong: the held factor is left out -> The numbers differ
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2).sum().backward()
    return leaf.grad


# %% wrong: the mean instead of the sum -> looks like: mean taken
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * torch.exp(leaf).detach()).mean().backward()
    return leaf.grad


# %% wrong: .grad of the detached tensor -> The answer is None
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    held = torch.exp(leaf).detach()
    (leaf**2 * held).sum().backward()
    return held.grad


# %% wrong: zeros -> looks like: zeros
def hold_one_factor(x):
    return torch.zeros_like(x)


# %% wrong: the caller's x becomes a leaf -> left its mark on its input
def hold_one_factor(x):
    x.requires_grad_()
    (x**2 * torch.exp(x).detach()).sum().backward()
    return x.grad


# %% wrong: a difference that moves everything -> looks like: not detached
def hold_one_factor(x):
    h = 1e-5
    return ((x + h) ** 2 * (x + h).exp() - (x - h) ** 2 * (x - h).exp()) / (2 * h)


# %% wrong: float32 -> looks like: single precision
def hold_one_factor(x):
    return (2 * x * torch.exp(x)).float()


# %% wrong: nothing returned -> The answer is None
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * torch.exp(leaf).detach()).sum().backward()


# %% wrong: NumPy in the middle -> looks like: numpy mix
import numpy as np


def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * torch.from_numpy(np.exp(leaf.numpy()))).sum().backward()
    return leaf.grad


# %% wrong: the whole product detached -> looks like: no graph
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * leaf.exp()).detach().sum().backward()
    return leaf.grad


# %% wrong: 2y over x -> not finite
def hold_one_factor(x):
    return 2 * x**2 * x.exp() / x


# %% wrong: held as float32 -> The numbers differ
def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    held = torch.tensor(x.exp().tolist())
    (leaf**2 * held).sum().backward()
    return leaf.grad


# %% wrong: the product by hand, nothing differentiated -> The numbers differ
def hold_one_factor(x):
    return x**2 * torch.exp(x)


# %% wrong: remembers what is held for each shape -> The numbers differ
held = {}


def hold_one_factor(x):
    leaf = x.clone().requires_grad_()
    (leaf**2 * held.setdefault(x.shape, x.exp())).sum().backward()
    return leaf.grad
