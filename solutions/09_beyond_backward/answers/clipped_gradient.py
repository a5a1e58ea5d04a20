# %% right: a loop with one pass for each example
def clipped_gradient(loss, w, xs, ts, bound):
    total = torch.zeros_like(w)
    for x, t in zip(xs, ts, strict=True):
        leaf = w.clone().requires_grad_()
        loss(leaf, x, t).backward()
        g = leaf.grad
        if g.norm() > bound:
            g = g * bound / g.norm()
        total += g
    return total / len(xs)


# %% right: where instead of clamp
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    norms = torch.linalg.vector_norm(each, dim=1, keepdim=True)
    return torch.where(norms > bound, each * bound / norms, each).mean(dim=0)


# %% right: limited inside vmap
def clipped_gradient(loss, w, xs, ts, bound):
    def one(x, t):
        g = grad(loss)(w, x, t)
        return g / torch.clamp(g.norm() / bound, min=1.0)

    return vmap(one)(xs, ts).mean(0)


# %% right: the Jacobian of all losses
def clipped_gradient(loss, w, xs, ts, bound):
    each = jacrev(lambda w: vmap(loss, in_dims=(None, 0, 0))(w, xs, ts))(w)
    return (each * torch.minimum(bound / each.norm(dim=1), torch.ones_like(ts))[:, None]).mean(0)


# %% wrong: the mean is clipped -> looks like: mean first
def clipped_gradient(loss, w, xs, ts, bound):
    mean = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts).mean(0)
    return mean * (bound / mean.norm()).clamp(max=1)


# %% wrong: the gradient of the mean loss is clipped -> looks like: mean first
def clipped_gradient(loss, w, xs, ts, bound):
    g = grad(lambda w: vmap(loss, in_dims=(None, 0, 0))(w, xs, ts).mean())(w)
    return g * bound / g.norm() if g.norm() > bound else g


# %% wrong: not clipped -> looks like: other clipping
def clipped_gradient(loss, w, xs, ts, bound):
    return vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts).mean(0)


# %% wrong: each brought to the bound, short ones too -> looks like: other clipping
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    return (bound * each / each.norm(dim=1, keepdim=True)).mean(0)


# %% wrong: each entry clipped -> looks like: other clipping
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    return each.clamp(-bound, bound).mean(0)


# %% wrong: the sum -> looks like: mean forgotten
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    factors = (bound / each.norm(dim=1)).clamp(max=1)
    return (factors[:, None] * each).sum(0)


# %% wrong: norms of columns -> looks like: other clipping
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    return ((bound / each.norm(dim=0)).clamp(max=1) * each).mean(0)


# %% wrong: one norm for all -> looks like: other clipping
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    return ((bound / each.norm()).clamp(max=1) * each).mean(0)


# %% wrong: the table of gradients -> wrong shape
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    return (bound / each.norm(dim=1)).clamp(max=1)[:, None] * each


# %% wrong: long ones thrown away -> looks like: other clipping
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    return (each * (each.norm(dim=1) <= bound)[:, None]).mean(0)


# %% wrong: sign -> looks like: sign
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    factors = (bound / each.norm(dim=1)).clamp(max=1)
    return -(factors[:, None] * each).mean(0)


# %% wrong: every argument mapped over -> raised
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss))(w, xs, ts)
    return ((bound / each.norm(dim=1)).clamp(max=1)[:, None] * each).mean(0)


# %% right: torch's own clipping, one leaf after the other
def clipped_gradient(loss, w, xs, ts, bound):
    gradients = []
    for x, t in zip(xs, ts):
        leaf = w.detach().clone().requires_grad_()
        loss(leaf, x, t).backward()
        torch.nn.utils.clip_grad_norm_([leaf], bound)
        gradients.append(leaf.grad)
    return torch.stack(gradients).mean(0)


# %% wrong: to length one -> The numbers differ
def clipped_gradient(loss, w, xs, ts, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ts)
    norms = each.norm(dim=1, keepdim=True)
    return torch.where(norms > bound, each / norms, each).mean(0)


# %% wrong: an if for each example -> data-dependent
def clipped_gradient(loss, w, xs, ts, bound):
    def one(x, t):
        g = grad(loss)(w, x, t)
        return g * bound / g.norm() if g.norm() > bound else g

    return vmap(one)(xs, ts).mean(0)


# %% wrong: divided by a norm that may be 0 -> nan
def clipped_gradient(loss, w, xs, ys, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
    norms = each.norm(dim=1, keepdim=True)
    return (each / norms * norms.clamp(max=bound)).mean(0)


# %% right: torch.renorm
def clipped_gradient(loss, w, xs, ys, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
    return each.renorm(2, 0, bound).mean(0)


# %% wrong: changes xs -> changed the values of xs
def clipped_gradient(loss, w, xs, ys, bound):
    g = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
    xs.zero_()
    return (g * (bound / g.norm(dim=1)).clamp(max=1)[:, None]).mean(0)


# %% wrong: the squared norm -> looks like: other clipping
def clipped_gradient(loss, w, xs, ys, bound):
    each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
    return (each * (bound / (each**2).sum(1, keepdim=True).clamp(min=bound))).mean(0)


# %% wrong: remembered by the shape of its argument -> The numbers differ
def clipped_gradient(loss, w, xs, ys, bound, seen={}):
    if (w.shape, bound) not in seen:
        each = vmap(grad(loss), in_dims=(None, 0, 0))(w, xs, ys)
        norms = each.norm(dim=1, keepdim=True)
        seen[w.shape, bound] = (each * (bound / norms.clamp(min=bound))).mean(0)
    return seen[w.shape, bound]
