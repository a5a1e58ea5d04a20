# %% right: the other words for it
def take_step(w, rate):
    with torch.no_grad():
        w.sub_(w.grad, alpha=rate)
    w.grad.zero_()
    return w


# %% right: copy_ of the new values
def take_step(w, rate):
    gradient, w.grad = w.grad, None
    with torch.no_grad():
        w.copy_(w - rate * gradient)
    return w


# %% right: an optimiser
def take_step(w, rate):
    optimiser = torch.optim.SGD([w], lr=rate)
    optimiser.step()
    optimiser.zero_grad()
    return w


# %% right: the old way, .data
def take_step(w, rate):
    w.data -= rate * w.grad.data
    w.grad = None
    return w


# %% right: through a detached tensor
def take_step(w, rate):
    w.detach().add_(w.grad, alpha=-rate)
    w.grad = None
    return w


# %% right: entry by entry
@torch.no_grad()
def take_step(w, rate):
    numbers, slopes = w.view(-1), w.grad.view(-1)
    for k in range(w.numel()):
        numbers[k] -= rate * slopes[k]
    w.grad = None
    return w


# %% right: set_grad_enabled
def take_step(w, rate):
    torch.set_grad_enabled(False)
    w += -rate * w.grad
    torch.set_grad_enabled(True)
    w.grad.mul_(0)
    return w


# %% right: inference_mode, in place
def take_step(w, rate):
    with torch.inference_mode():
        w -= rate * w.grad
    w.grad = None
    return w


# %% wrong: a new name -> looks like: lost leaf
def take_step(w, rate):
    w = w - rate * w.grad
    return w


# %% wrong: a new name under no_grad -> looks like: lost leaf
def take_step(w, rate):
    with torch.no_grad():
        w = w - rate * w.grad
    return w


# %% wrong: in place, recorded -> looks like: tracked update
def take_step(w, rate):
    w -= rate * w.grad
    w.grad = None
    return w


# %% wrong: the gradient is not cleared -> looks like: not zeroed
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
    return w


# %% wrong: uphill -> looks like: sign
def take_step(w, rate):
    with torch.no_grad():
        w += rate * w.grad
    w.grad = None
    return w


# %% wrong: the rate forgotten -> looks like: factor
def take_step(w, rate):
    with torch.no_grad():
        w -= w.grad
    w.grad = None
    return w


# %% wrong: twice the step -> looks like: factor
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
        w -= rate * w.grad
    w.grad = None
    return w


# %% wrong: cleared before it is used -> raised TypeError
def take_step(w, rate):
    w.grad = None
    with torch.no_grad():
        w -= rate * w.grad
    return w


# %% wrong: zeroed before it is used -> looks like: zeros
def take_step(w, rate):
    w.grad.zero_()
    with torch.no_grad():
        w -= rate * w.grad
    return w


# %% wrong: a new leaf, the caller's is left -> looks like: lost leaf
def take_step(w, rate):
    return (w - rate * w.grad).detach().requires_grad_()


# %% wrong: a clone is changed -> looks like: lost leaf
def take_step(w, rate):
    mine = w.detach().clone()
    mine -= rate * w.grad
    w.grad = None
    return mine.requires_grad_()


# %% wrong: nothing returned -> The answer is None
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None


# %% wrong: another backward pass -> looks like: no graph
def take_step(w, rate):
    with torch.no_grad():
        w.sum().backward()
        w -= rate * w.grad
    w.grad = None
    return w


# %% wrong: the switch is left off -> looks like: no graph
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    w.requires_grad_(False)
    return w


# %% wrong: a detached tensor is returned -> looks like: lost leaf
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    return w.detach()


# %% wrong: a rate of its own -> looks like: factor
def take_step(w, rate=0.1):
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
    return w


# %% wrong: the gradient becomes the parameter -> The numbers differ
def take_step(w, rate):
    with torch.no_grad():
        w.copy_(-rate * w.grad)
    w.grad = None
    return w


# %% wrong: the sign of the gradient only -> The numbers differ
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad.sign()
    w.grad = None
    return w


# %% wrong: a leaf of its own is returned -> looks like: lost leaf
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    return w.detach().clone().requires_grad_()


# %% wrong: a recorded clone is returned -> looks like: lost leaf
def take_step(w, rate):
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    return w.clone()


# %% wrong: changed and cleared, and the step returned -> The numbers differ
def take_step(w, rate):
    step = rate * w.grad
    with torch.no_grad():
        w -= step
    w.grad = None
    return step


# %% wrong: the gradient is scaled in place and stays -> looks like: not zeroed
def take_step(w, rate):
    with torch.no_grad():
        w -= w.grad.mul_(rate)
    return w


# %% wrong: large gradients are cut off -> The numbers differ
def take_step(w, rate):
    torch.nn.utils.clip_grad_value_([w], 100)
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    return w


# %% wrong: the step as a factor of w -> The numbers differ
def take_step(w, rate):
    with torch.no_grad():
        w *= 1 - rate * w.grad
    w.grad = None
    return w
