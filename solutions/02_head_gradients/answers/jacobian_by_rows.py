# %% right: a new forward pass for each row
def jacobian_by_rows(f, x):
    rows = []
    for i in range(f(x).numel()):
        leaf = x.clone().requires_grad_()
        y = f(leaf)
        head = torch.zeros_like(y)
        head[i] = 1
        y.backward(head)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% right: each entry of y is a scalar
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    J = x.new_empty(len(y), len(x))
    for i, result in enumerate(y):
        (J[i],) = torch.autograd.grad(result, leaf, retain_graph=True)
    return J


# %% right: heads of the default dtype, which backward converts
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for head in torch.eye(len(y)):
        leaf.grad = None
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% right: a copy, then zeroed
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for i in range(y.shape[0]):
        head = torch.nn.functional.one_hot(torch.tensor(i, device=x.device), len(y)).to(y.dtype)
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad.clone())
        leaf.grad.zero_()
    return torch.vstack(rows)


# %% right: vmap over the heads
def jacobian_by_rows(f, x):
    y, pull = torch.func.vjp(f, x)
    heads = torch.eye(len(y), dtype=y.dtype, device=y.device)
    return torch.func.vmap(lambda head: pull(head)[0])(heads)


# %% right: differences of what has accumulated
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    leaf.grad = torch.zeros_like(x)
    rows, before = [], torch.zeros_like(x)
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad - before)
        before = leaf.grad.clone()
    return torch.stack(rows)


# %% right: is_grads_batched
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    heads = torch.eye(y.numel(), dtype=y.dtype, device=y.device)
    return torch.autograd.grad(y, leaf, heads, is_grads_batched=True)[0]


# %% wrong: .grad is never cleared, one name for all -> looks like: one row for all
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% wrong: .grad is never cleared -> looks like: rows added up
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad.clone())
    return torch.stack(rows)


# %% wrong: zeroed through a live name -> looks like: one row for all
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    leaf.grad = torch.zeros_like(leaf)
    rows = []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        leaf.grad.zero_()
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% wrong: the graph is not retained -> looks like: graph freed
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        leaf.grad = None
        y.backward(head)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% wrong: rows as columns -> looks like: transposed
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    columns = []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        leaf.grad = None
        y.backward(head, retain_graph=True)
        columns.append(leaf.grad)
    return torch.stack(columns, dim=1)


# %% wrong: a head of ones only -> looks like: summed axis
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(torch.ones_like(y))
    return leaf.grad


# %% wrong: as many heads as entries of x -> must have the shape of the result
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for head in torch.eye(len(x), dtype=y.dtype, device=y.device):
        leaf.grad = None
        y.backward(head, retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% wrong: sign -> looks like: sign
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    return torch.stack([-torch.autograd.grad(y, leaf, retain_graph=True)[0] for y in f(leaf)])


# %% wrong: a list of rows -> The answer is a list
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    return [torch.autograd.grad(y, leaf, retain_graph=True)[0] for y in f(leaf)]


# %% wrong: the last row is missing -> wrong shape
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for i in range(len(y) - 1):
        leaf.grad = None
        y[i].backward(retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% wrong: the first row every time -> The numbers differ
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    (row,) = torch.autograd.grad(y[0], leaf)
    return torch.stack([row] * len(y))


# %% wrong: hard-coded for the map of the lesson -> wrong shape
def jacobian_by_rows(f, x):
    one, zero = torch.ones_like(x[0]), torch.zeros_like(x[0])
    rows = [[x[1], x[0]], [one, 2 * x[1]], [x[0].cos(), zero]]
    return torch.stack([torch.stack(row) for row in rows])


# %% wrong: still part of a graph -> itself requires a gradient
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    rows = [torch.autograd.grad(y, leaf, create_graph=True)[0] for y in f(leaf)]
    return torch.stack(rows)


# %% wrong: float32 heads and leaf -> looks like: single precision
def jacobian_by_rows(f, x):
    leaf = x.float().requires_grad_()
    return torch.stack([torch.autograd.grad(y, leaf, retain_graph=True)[0] for y in f(leaf)])


# %% wrong: zeros -> looks like: zeros
def jacobian_by_rows(f, x):
    return x.new_zeros(len(f(x)), len(x))


# %% right: torch.func.grad of each result
def jacobian_by_rows(f, x):
    return torch.stack([torch.func.grad(lambda t, i=i: f(t)[i])(x) for i in range(len(f(x)))])


# %% right: a function of its own called jacobian, by torch.func.vjp
def jacobian_by_rows(f, x):
    def jacobian(g, at):
        y, pull = torch.func.vjp(g, at)
        return torch.stack([pull(head)[0] for head in torch.eye(len(y)).to(y)])

    return jacobian(f, x)


# %% wrong: jacrev -> something ready-made has called this function
def jacobian_by_rows(f, x):
    return torch.func.jacrev(f)(x)


# %% wrong: jacfwd -> something ready-made has called this function
def jacobian_by_rows(f, x):
    return torch.func.jacfwd(f)(x)


# %% wrong: torch.autograd.functional.jacobian -> something ready-made has called this function
def jacobian_by_rows(f, x):
    return torch.autograd.functional.jacobian(f, x)


# %% wrong: columns by jvp -> something ready-made has called this function
def jacobian_by_rows(f, x):
    columns = [torch.func.jvp(f, (x,), (e,))[1] for e in torch.eye(len(x)).to(x)]
    return torch.stack(columns, 1)


# %% wrong: columns by dual numbers -> to be differentiated by backward passes
import torch.autograd.forward_ad as forward_ad


def jacobian_by_rows(f, x):
    columns = []
    for e in torch.eye(len(x)).to(x):
        with forward_ad.dual_level():
            columns.append(forward_ad.unpack_dual(f(forward_ad.make_dual(x, e))).tangent)
    return torch.stack(columns, 1)


# %% wrong: heads of ones -> looks like: one row for all
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    rows = []
    for _ in y:
        leaf.grad = None
        y.backward(torch.ones_like(y), retain_graph=True)
        rows.append(leaf.grad)
    return torch.stack(rows)


# %% wrong: forward differences -> looks like: step too large
def jacobian_by_rows(f, x):
    h = 1e-6
    return torch.stack([(f(x + h * e) - f(x)) / h for e in torch.eye(len(x)).to(x)], 1)


# %% wrong: differences with a good step -> The numbers differ
def jacobian_by_rows(f, x):
    h = 1e-5
    return torch.stack(
        [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in torch.eye(len(x), dtype=x.dtype)], 1
    )


# %% wrong: twice the heads -> looks like: factor
def jacobian_by_rows(f, x):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    heads = 2 * torch.eye(len(y)).to(y)
    return torch.stack([torch.autograd.grad(y, leaf, h, retain_graph=True)[0] for h in heads])


# %% wrong: the leaf is a float32, the result no more -> The numbers differ
def jacobian_by_rows(f, x):
    leaf = x.float().requires_grad_()
    y = f(leaf)
    heads = torch.eye(len(y))
    rows = [torch.autograd.grad(y, leaf, h, retain_graph=True)[0] for h in heads]
    return torch.stack(rows).to(x.dtype)
