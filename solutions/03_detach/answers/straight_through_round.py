# %% right: the other way round
def straight_through_round(x):
    return x.round().detach() + x - x.detach()


# %% right: under no_grad
def straight_through_round(x):
    with torch.no_grad():
        added = torch.round(x) - x
    return x + added


# %% right: a Function of its own
class _Straight(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, gradient):
        return gradient


def straight_through_round(x):
    return _Straight.apply(x)


# %% right: subtract what is cut away
def straight_through_round(x):
    rest = x - torch.round(x)
    return x - rest.detach()


# %% right: two names
def straight_through_round(x):
    y = x.detach()
    return y.round() + (x - y)


# %% wrong: plain round -> looks like: zeros
def straight_through_round(x):
    return x.round()


# %% wrong: the rounded numbers detached -> looks like: no graph
def straight_through_round(x):
    return x.round().detach()


# %% wrong: everything detached -> looks like: no graph
def straight_through_round(x):
    return (x + (x.round() - x)).detach()


# %% wrong: nothing detached -> looks like: zeros
def straight_through_round(x):
    return x + (x.round() - x)


# %% wrong: not rounded -> The numbers differ
def straight_through_round(x):
    return x


# %% wrong: the wrong part detached -> looks like: sign
def straight_through_round(x):
    return x.detach() + (x.round() - x)


# %% wrong: the slope is counted twice -> looks like: factor
def straight_through_round(x):
    return 2 * x + (x.round() - 2 * x).detach()


# %% wrong: floor -> The numbers differ
def straight_through_round(x):
    return x + (x.floor() - x).detach()


# %% wrong: cut towards zero -> The numbers differ
def straight_through_round(x):
    return x + (x.trunc() - x).detach()


# %% wrong: the difference the wrong way round -> The numbers differ
def straight_through_round(x):
    return x + (x - x.round()).detach()


# %% wrong: x minus the difference, sign lost -> The numbers differ
def straight_through_round(x):
    return x - (x.round() - x).detach()


# %% wrong: only the difference is returned -> The numbers differ
def straight_through_round(x):
    return (x.round() - x).detach()


# %% wrong: through integers -> dtype
def straight_through_round(x):
    return x.round().long()


# %% wrong: nothing returned -> The answer is None
def straight_through_round(x):
    y = x + (x.round() - x).detach()


# %% wrong: written into x.data -> changed the values of its input
def straight_through_round(x):
    x.data = x.data.round()
    return x


# %% wrong: in place -> changed the values of its input
def straight_through_round(x):
    return x.round_()


# %% wrong: NumPy -> looks like: numpy mix
import numpy as np


def straight_through_round(x):
    return torch.from_numpy(np.round(x.numpy()))


# %% wrong: half a slope -> looks like: factor
def straight_through_round(x):
    return x / 2 + (x.round() - x / 2).detach()


# %% right: on a tensor that requires a gradient in any case
def straight_through_round(x):
    leaf = x.clone().requires_grad_()
    return leaf + (leaf.round() - leaf).detach()


# %% right: a clone's numbers exchanged
def straight_through_round(x):
    y = x.clone()
    y.data = y.data.round()
    return y


# %% wrong: a new leaf, cut off from x -> looks like: zeros
def straight_through_round(x):
    return x.round().detach().requires_grad_()


# %% wrong: a Function whose backward returns ones -> looks like: head ignored
class _Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, head):
        return torch.ones_like(head)


def straight_through_round(x):
    return _Round.apply(x)


# %% wrong: through eight bits -> The numbers differ
def straight_through_round(x):
    rounded = x.detach().round().to(torch.int8).to(x.dtype)
    return x + (rounded - x).detach()


# %% wrong: halves always upward -> The numbers differ
def straight_through_round(x):
    return x + (torch.floor(x + 0.5) - x).detach()


# %% wrong: a backward pass that multiplies by x -> The numbers differ
class _Rounded(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.round()

    @staticmethod
    def backward(ctx, head):
        (x,) = ctx.saved_tensors
        return head * x


def straight_through_round(x):
    return _Rounded.apply(x)


# %% wrong: no gradient at whole numbers -> The numbers differ
def straight_through_round(x):
    moving = x * (x != x.round())
    return moving + (x.round() - moving).detach()
