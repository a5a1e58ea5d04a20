# %% right: all tangents at once
def jacobian_by_columns(f, x):
    tangents = torch.eye(len(x), dtype=x.dtype, device=x.device)
    return vmap(lambda t: jvp(f, (x,), (t,))[1])(tangents).T


# %% right: dual numbers of autograd's own
def jacobian_by_columns(f, x):
    import torch.autograd.forward_ad as forward_ad

    columns = []
    for tangent in torch.eye(x.numel(), dtype=x.dtype, device=x.device):
        with forward_ad.dual_level():
            out = forward_ad.unpack_dual(f(forward_ad.make_dual(x, tangent))).tangent
            columns.append(out)
    return torch.column_stack(columns)


# %% right: filled column by column
def jacobian_by_columns(f, x):
    J = torch.zeros(len(f(x)), len(x), dtype=x.dtype, device=x.device)
    for k in range(len(x)):
        tangent = torch.zeros_like(x)
        tangent[k] = 1.0
        J[:, k] = jvp(f, (x,), (tangent,))[1]
    return J


# %% wrong: columns laid down as rows -> transposed
def jacobian_by_columns(f, x):
    columns = []
    for tangent in torch.eye(len(x), dtype=x.dtype, device=x.device):
        columns.append(jvp(f, (x,), (tangent,))[1])
    return torch.stack(columns)


# %% wrong: values in place of tangents -> looks like: own value
def jacobian_by_columns(f, x):
    columns = []
    for tangent in torch.eye(len(x), dtype=x.dtype, device=x.device):
        columns.append(jvp(f, (x,), (tangent,))[0])
    return torch.stack(columns, dim=1)


# %% wrong: one tangent of ones -> looks like: summed axis
def jacobian_by_columns(f, x):
    return jvp(f, (x,), (torch.ones_like(x),))[1]


# %% wrong: tangents that pile up -> The numbers differ
def jacobian_by_columns(f, x):
    columns, tangent = [], torch.zeros_like(x)
    for k in range(len(x)):
        tangent[k] = 1.0
        columns.append(jvp(f, (x,), (tangent.clone(),))[1])
    return torch.stack(columns, dim=1)


# %% wrong: x itself in the tangents -> The numbers differ
def jacobian_by_columns(f, x):
    columns = []
    for tangent in torch.eye(len(x), dtype=x.dtype, device=x.device):
        columns.append(jvp(f, (x,), (tangent * x,))[1])
    return torch.stack(columns, dim=1)


# %% wrong: a list of columns -> The answer is a list
def jacobian_by_columns(f, x):
    columns = []
    for tangent in torch.eye(len(x), dtype=x.dtype, device=x.device):
        columns.append(jvp(f, (x,), (tangent,))[1])
    return columns


# %% wrong: sign -> looks like: sign
def jacobian_by_columns(f, x):
    tangents = torch.eye(len(x), dtype=x.dtype, device=x.device)
    return vmap(lambda t: jvp(f, (x,), (-t,))[1])(tangents).T


# %% wrong: the whole pair -> raised
def jacobian_by_columns(f, x):
    tangents = torch.eye(len(x), dtype=x.dtype, device=x.device)
    return torch.stack([jvp(f, (x,), (t,)) for t in tangents], dim=1)


# %% right: a matrix made first, filled by columns
def jacobian_by_columns(f, x):
    J = torch.zeros(len(f(x)), len(x), dtype=x.dtype, device=x.device)
    for k in range(len(x)):
        t = torch.zeros_like(x)
        t[k] = 1
        J[:, k] = jvp(f, (x,), (t,))[1]
    return J


# %% wrong: row by row, backward -> forward passes were asked for
def jacobian_by_columns(f, x):
    y, pull = vjp(f, x)
    heads = torch.eye(len(y), dtype=y.dtype, device=y.device)
    return torch.stack([pull(head)[0] for head in heads])


# %% wrong: reshaped in place of transposed -> looks like: transposed
def jacobian_by_columns(f, x):
    tangents = torch.eye(len(x), dtype=x.dtype, device=x.device)
    return torch.stack([jvp(f, (x,), (t,))[1] for t in tangents]).reshape(-1, len(x))


# %% wrong: jacfwd -> ready-made
def jacobian_by_columns(f, x):
    return jacfwd(f)(x)


# %% wrong: the older function for it -> ready-made
def jacobian_by_columns(f, x):
    return torch.autograd.functional.jacobian(f, x, strategy="forward-mode", vectorize=True)


# %% wrong: difference quotients -> The numbers differ
def jacobian_by_columns(f, x):
    h, columns = 1e-6, []
    for step in h * torch.eye(len(x), dtype=x.dtype):
        columns.append((f(x + step) - f(x - step)) / (2 * h))
    return torch.stack(columns, 1)


# %% wrong: made for as many results as entries -> wrong shape
def jacobian_by_columns(f, x):
    J = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    for k, tangent in enumerate(torch.eye(len(x), dtype=x.dtype, device=x.device)):
        column = jvp(f, (x,), (tangent,))[1]
        J[: len(column), k] = column[: len(x)]
    return J
