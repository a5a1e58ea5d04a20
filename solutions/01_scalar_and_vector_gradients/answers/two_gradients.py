# %% right: throw the tensor away and keep it
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad = None
    g(x).backward()
    return first, x.grad


# %% right: clone both, zero in between
def two_gradients(f, g, x):
    answers = []
    for y in (f(x), g(x)):
        if x.grad is not None:
            x.grad.zero_()
        y.backward()
        answers.append(x.grad.clone())
    return answers


# %% right: torch.autograd.grad
def two_gradients(f, g, x):
    return torch.autograd.grad(f(x), x)[0], torch.autograd.grad(g(x), x)[0]


# %% right: subtract what was there before
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    g(x).backward()
    return first, x.grad - first


# %% wrong: accumulated -> looks like: not zeroed
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    g(x).backward()
    return first, x.grad


# %% wrong: a name for .grad instead of its value -> looks like: live name
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad.zero_()
    g(x).backward()
    return first, x.grad


# %% wrong: accumulated into a live name -> looks like: live name
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    g(x).backward()
    return first, x.grad


# %% wrong: zeroed before it was returned -> looks like: zeros
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad = None
    g(x).backward()
    second = x.grad
    second.zero_()
    return first, second


# %% wrong: one backward for both -> The numbers differ
def two_gradients(f, g, x):
    (f(x) + g(x)).backward()
    return x.grad, x.grad


# %% wrong: order swapped -> looks like: other gradient
def two_gradients(f, g, x):
    g(x).backward()
    first = x.grad.clone()
    x.grad = None
    f(x).backward()
    return first, x.grad


# %% wrong: factor 2 forgotten -> looks like: factor
def two_gradients(f, g, x):
    return torch.ones_like(x.detach()), x.detach().clone()


# %% wrong: sign -> looks like: sign
def two_gradients(f, g, x):
    return torch.ones_like(x.detach()), -2 * x.detach()


# %% wrong: only one of two -> Return 2 gradients
def two_gradients(f, g, x):
    g(x).backward()
    return x.grad


# %% wrong: read before backward -> The answer is None
def two_gradients(f, g, x):
    first = x.grad
    f(x).backward()
    second = x.grad
    g(x).backward()
    return first, second


# %% right: a named tuple
from typing import NamedTuple


class Gradients(NamedTuple):
    of_f: torch.Tensor
    of_g: torch.Tensor


def two_gradients(f, g, x):
    f(x).backward()
    of_f = x.grad.clone()
    x.grad = None
    g(x).backward()
    return Gradients(of_f, x.grad)


# %% right: second first
def two_gradients(f, g, x):
    g(x).backward()
    second = x.grad.detach().clone()
    x.grad.zero_()
    f(x).backward()
    return x.grad, second


# %% right: a list of copies by NumPy
def two_gradients(*functions_and_x):
    *functions, x = functions_and_x
    results = []
    for function in functions:
        x.grad = None
        function(x).backward()
        results.append(torch.from_numpy(x.grad.cpu().numpy().copy()).to(x.device))
    return results


# %% right: an optimiser zeroes
def two_gradients(f, g, x):
    optimiser = torch.optim.SGD([x], lr=1.0)
    out = []
    for y in [f(x), g(x)]:
        optimiser.zero_grad()
        y.backward()
        out.append(x.grad)
    return tuple(out)


# %% right: backward with inputs, and each .grad taken away
def two_gradients(f, g, x):
    f(x).backward(inputs=[x])
    first, x.grad = x.grad, None
    g(x).backward(inputs=[x])
    second, x.grad = x.grad, None
    return first, second


# %% right: one graph for both, heads choose
def two_gradients(f, g, x):
    both = torch.stack([f(x), g(x)])
    rows = []
    for head in torch.eye(2, dtype=x.dtype, device=x.device):
        x.grad = None
        both.backward(head, retain_graph=True)
        rows.append(x.grad)
    return rows


# %% right: multiplied by zero in between
def two_gradients(f, g, x):
    f(x).backward()
    first = 1 * x.grad
    x.grad.mul_(0)
    g(x).backward()
    return first, x.grad


# %% right: rows of one stacked tensor
def two_gradients(f, g, x):
    f(x).backward()
    rows = [x.grad.clone()]
    x.grad = None
    g(x).backward()
    rows.append(x.grad)
    return torch.stack(rows).unbind()


# %% right: copy.deepcopy and a tensor of zeros
import copy


def two_gradients(f, g, x):
    f(x).backward()
    first = copy.deepcopy(x.grad)
    x.grad = torch.zeros_like(x)
    g(x).backward()
    return first, x.grad


# %% right: a class with __call__
class _Both:
    def __call__(self, f, g, x):
        return self.one(f, x), self.one(g, x)

    def one(self, function, x):
        x.grad = None
        function(x).backward()
        return x.grad.clone()


two_gradients = _Both()


# %% right: hooks catch each pass
def two_gradients(f, g, x):
    caught = []
    handle = x.register_hook(lambda gradient: caught.append(gradient.clone()))
    f(x).backward()
    g(x).backward()
    handle.remove()
    return tuple(caught)


# %% right: two leaves of its own
def two_gradients(f, g, x):
    a, b = (x.detach().clone().requires_grad_() for _ in range(2))
    (f(a) + g(b)).backward()
    return a.grad, b.grad


# %% right: torch.func on the detached point
def two_gradients(f, g, x):
    return tuple(torch.func.grad(function)(x.detach()) for function in (f, g))


# %% right: create_graph, then detached
def two_gradients(f, g, x):
    f(x).backward(create_graph=True)
    first = x.grad.detach().clone()
    x.grad = None
    g(x).backward(create_graph=True)
    second, x.grad = x.grad.detach(), None
    return first, second


# %% wrong: hard-coded to the shown functions -> raised TypeError
def two_gradients(f, g, x):
    return torch.ones(len(x), dtype=x.dtype, device=x.device), 2 * x.detach()


# %% wrong: the leaf is another tensor -> looks like: non leaf grad
def two_gradients(f, g, x):
    a = x.clone()
    f(a).backward()
    first = a.grad
    g(a).backward()
    return first, a.grad


# %% wrong: absolute values -> The numbers differ
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.abs()
    x.grad = None
    g(x).backward()
    return first, x.grad.abs()


# %% wrong: zeroed both -> looks like: zeros
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad.zero_()
    g(x).backward()
    second = x.grad
    x.grad.zero_()
    return first, second


# %% wrong: a dictionary -> Return 2 gradients
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    x.grad = None
    g(x).backward()
    return {"f": first, "g": x.grad}


# %% wrong: a generator -> Return 2 gradients
def two_gradients(f, g, x):
    for function in (f, g):
        x.grad = None
        function(x).backward()
        yield x.grad


# %% wrong: three of two -> Return 2 gradients
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    x.grad = None
    g(x).backward()
    return first, x.grad, x


# %% wrong: the second one twice -> looks like: other gradient
def two_gradients(f, g, x):
    g(x).backward()
    return x.grad, x.grad


# %% wrong: the first one twice -> looks like: other gradient
def two_gradients(f, g, x):
    f(x).backward()
    return x.grad, x.grad.clone()


# %% wrong: values instead of gradients -> looks like: own value
def two_gradients(f, g, x):
    return f(x).detach(), g(x).detach()


# %% wrong: backward twice through one graph -> looks like: graph freed
def two_gradients(f, g, x):
    y = g(x)
    y.backward()
    y.backward()
    return x.grad, x.grad


# %% wrong: first doubled, by a stray backward -> looks like: accumulated
def two_gradients(f, g, x):
    f(x).backward()
    f(x).backward()
    first = x.grad.clone()
    x.grad = None
    g(x).backward()
    return first, x.grad


# %% wrong: a live name, subtracted -> looks like: live name
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    g(x).backward()
    return first, x.grad - first


# %% wrong: x is trained -> changed the values of its input
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.clone()
    with torch.no_grad():
        x -= 0.1 * x.grad
    x.grad = None
    g(x).backward()
    return first, x.grad


# %% wrong: backward on both before anything is read -> looks like: not zeroed
def two_gradients(f, g, x):
    y, z = f(x), g(x)
    y.backward()
    z.backward()
    first = x.grad.clone()
    x.grad.zero_()
    return first, x.grad


# %% wrong: NumPy arrays -> The answer is a ndarray
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.numpy().copy()
    x.grad = None
    g(x).backward()
    return first, x.grad.numpy()


# %% wrong: a shared NumPy array -> looks like: live name
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.numpy()
    x.grad.zero_()
    g(x).backward()
    return torch.from_numpy(first), x.grad


# %% wrong: detach() taken for a copy -> looks like: live name
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.detach()
    x.grad.zero_()
    g(x).backward()
    return first, x.grad


# %% wrong: nothing returned -> The answer is None
def two_gradients(f, g, x):
    f(x).backward()
    g(x).backward()


# %% wrong: cleared before it is returned -> The answer is None
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad
    x.grad = None
    g(x).backward()
    x.grad = None
    return first, x.grad


# %% right: create_graph keeps the gradients in a graph
def two_gradients(f, g, x):
    f(x).backward(create_graph=True)
    first = x.grad
    x.grad = None
    g(x).backward(create_graph=True)
    return first, x.grad


# %% right: a leaf that requires a gradient is returned
def two_gradients(f, g, x):
    f(x).backward()
    first = torch.nn.Parameter(x.grad.clone())
    x.grad = None
    g(x).backward()
    return first, x.grad


# %% wrong: old signature -> raised TypeError
def two_gradients(x):
    x.sum().backward()
    return x.grad, 2 * x.detach()


# %% wrong: takes its argument for a matrix -> wrong shape
def two_gradients(f, g, x):
    f(x).backward()
    first = x.grad.T.clone()
    x.grad = None
    g(x).backward()
    return first, x.grad.T


# %% right: torch.func on the leaf itself
def two_gradients(f, g, x):
    return torch.func.grad(f)(x), torch.func.grad(g)(x)


# %% wrong: the caller's leaf requires no gradient any more -> left its mark on its input
def two_gradients(f, g, x):
    answers = torch.autograd.grad(f(x), x) + torch.autograd.grad(g(x), x)
    x.requires_grad_(False)
    return answers


# %% wrong: the sum of both goes backward, once -> The numbers differ
def two_gradients(f, g, x):
    (f(x) + g(x)).backward()
    return x.grad.clone(), x.grad.clone()
