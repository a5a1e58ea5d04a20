# %% right: the last singular vector
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    U, _, _ = torch.linalg.svd(J)
    v = U[:, 2]
    return v * v[2].sign()


# %% right: two equations for two unknowns, the last entry set to 1
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    first_two = torch.linalg.solve(J[:2].T, -J[2])
    v = torch.cat([first_two, torch.ones_like(x[:1])])
    return v / v.norm()


# %% right: determinants by hand, rows from backward
def blind_head(f, x):
    leaf = x.clone().requires_grad_()
    (a, d), (b, e), (c, g) = (torch.autograd.grad(y, leaf, retain_graph=True)[0] for y in f(leaf))
    v = torch.stack([b * g - c * e, c * d - a * g, a * e - b * d])
    return torch.nn.functional.normalize(v, dim=0) * torch.sign(v[2])


# %% right: what is left of (0, 0, 1) when its share in both columns is taken away
def blind_head(f, x):
    Q, _ = torch.linalg.qr(torch.func.jacfwd(f)(x))
    v = x.new_tensor([0.0, 0.0, 1.0])
    v = v - Q @ (Q.T @ v)
    return v / v.norm()


# %% right: null space by an eigenvector
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.eigh(J @ J.T).eigenvectors[:, 0]
    return -v if v[2] < 0 else v


# %% wrong: length not 1 -> looks like: not normalised
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v * v[2].sign()


# %% wrong: divided by the last entry -> looks like: not normalised
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v[2]


# %% wrong: no negative entry at all -> The numbers differ
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return (v / v.norm()).abs()


# %% wrong: the other sign -> looks like: sign
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return -v / v.norm() * v[2].sign()


# %% wrong: no attention to the sign -> looks like: sign
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v.norm()


# %% wrong: perpendicular to x, not to the columns -> wrong shape
def blind_head(f, x):
    v = torch.stack([-x[1], x[0]])
    return v / v.norm()


# %% wrong: rows for columns -> Your code raised
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[0], J[1])
    return v / v.norm()


# %% wrong: zeros, for which Jᵀv is zero too -> looks like: zeros
def blind_head(f, x):
    return torch.zeros(3, dtype=x.dtype, device=x.device)


# %% wrong: perpendicular to the first column only -> The numbers differ
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.stack([-J[1, 0], J[0, 0], 0 * J[0, 0]]) + x.new_tensor([0, 0, 1e-3])
    return v / v.norm()


# %% wrong: divided by the sum of the entries -> looks like: not normalised
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v.sum()


# %% wrong: the largest singular vector -> The numbers differ
def blind_head(f, x):
    U, _, _ = torch.linalg.svd(torch.func.jacrev(f)(x))
    return U[:, 0] * U[2, 0].sign()


# %% wrong: perpendicular to the results, not to the slopes -> The numbers differ
def blind_head(f, x):
    y = f(x)
    v = torch.stack([-y[2], 0 * y[0], y[0]])
    return v / v.norm() * y[0].sign()


# %% wrong: hard-coded for the test that can be seen -> The numbers differ
def blind_head(f, x):
    v = torch.cat([-x, torch.ones_like(x[:1])])
    return v / v.norm()


# %% wrong: a column of shape (3, 1) -> wrong shape
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return (v / v.norm() * v[2].sign())[:, None]


# %% wrong: float32 -> looks like: single precision
def blind_head(f, x):
    J = torch.func.jacrev(f)(x.float())
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v.norm() * v[2].sign()


# %% wrong: nothing returned -> The answer is None
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    torch.linalg.cross(J[:, 0], J[:, 1])


# %% wrong: still part of a graph -> itself requires a gradient
def blind_head(f, x):
    leaf = x.clone().requires_grad_()
    J = torch.func.jacrev(f)(leaf)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v.norm() * v[2].sign()


# %% wrong: the first entry made positive -> looks like: sign
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v.norm() * v[0].sign()


# %% wrong: the Jacobian in float32 -> looks like: single precision
def blind_head(f, x):
    J = torch.func.jacrev(f)(x.float())
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return (v / v.norm() * v[2].sign()).to(x.dtype)


# %% wrong: one tensor that is filled again at each call -> An earlier result changed
_found = torch.zeros(3)


def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    _found.data = _found.data.to(v)
    return _found.copy_(v / v.norm() * v[2].sign())


# %% wrong: the sum of the entries is made positive -> looks like: sign
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v / v.norm() * v.sum().sign()


# %% wrong: a small number in the denominator, as large as the product of small columns -> looks like: not normalised
def blind_head(f, x):
    J = torch.func.jacrev(f)(x)
    v = torch.linalg.cross(J[:, 0], J[:, 1])
    return v * v[2].sign() / (v.norm() + 1e-8)
