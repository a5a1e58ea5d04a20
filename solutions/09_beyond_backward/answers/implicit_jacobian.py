# %% right: with an explicit inverse
def implicit_jacobian(g, z, a):
    G, B = torch.func.jacfwd(g, argnums=(0, 1))(z, a)
    return torch.linalg.inv(torch.eye(len(z), dtype=z.dtype, device=z.device) - G) @ B


# %% right: with backward passes, row by row
def implicit_jacobian(g, z, a):
    here, given = z.clone().requires_grad_(), a.clone().requires_grad_()
    y = g(here, given)
    G, B = [], []
    for head in torch.eye(len(y), dtype=y.dtype, device=y.device):
        by_z, by_a = torch.autograd.grad(
            y, (here, given), head, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        G.append(by_z)
        B.append(by_a)
    G, B = torch.stack(G), torch.stack(B)
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype, device=z.device) - G, B)


# %% right: the residual g - z, and the implicit function theorem
def implicit_jacobian(g, z, a):
    def residual(z, a):
        return g(z, a) - z

    return -torch.linalg.solve(jacrev(residual, 0)(z, a), jacrev(residual, 1)(z, a))


# %% wrong: the geometric series of G -> a = [-1.2785
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    X = B
    for _ in range(90):
        X = G @ X + B
    return X


# %% wrong: the direct effect alone -> looks like: one path
def implicit_jacobian(g, z, a):
    return jacrev(g, argnums=1)(z, a)


# %% wrong: only what comes by way of z -> last contribution
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype, device=z.device) - G, B) - B


# %% wrong: G - I -> looks like: sign
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(G - torch.eye(len(z), dtype=z.dtype, device=z.device), B)


# %% wrong: I + G -> looks like: sign of a path
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(G + torch.eye(len(z), dtype=z.dtype, device=z.device), B)


# %% wrong: two rounds of the loop -> The numbers differ
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return B + G @ B


# %% wrong: backward's transpose of G -> looks like: row for column
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype, device=z.device) - G.T, B)


# %% wrong: transposed -> transposed
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype, device=z.device) - G, B).T


# %% wrong: entry by entry, as for a scalar -> raised
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return B / (1 - G)


# %% wrong: a matrix of ones for the identity -> looks like: ones for identity
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(1 - G, B)


# %% wrong: G and B exchanged -> raised
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 1)(z, a), jacrev(g, 0)(z, a)
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype, device=z.device) - G, B)


# %% wrong: an identity in single precision -> raised
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return torch.linalg.solve(torch.eye(len(z), device=z.device).float() - G.float(), B)


# %% wrong: through one round with z held -> looks like: one path
def implicit_jacobian(g, z, a):
    return jacfwd(lambda t: g(z.detach(), t))(a)


# %% wrong: round and round at the fixed point, forward -> a = [-1.2785
def implicit_jacobian(g, z, a):
    def rounds(t):
        found = z
        for _ in range(90):
            found = g(found, t)
        return found

    return jacfwd(rounds)(a)


# %% wrong: 1 - G, as for a scalar -> looks like: ones for identity
def implicit_jacobian(g, z, a):
    return torch.linalg.solve(1 - jacrev(g)(z, a), jacrev(g, argnums=1)(z, a))


# %% wrong: both Jacobians by z -> wrong shape
def implicit_jacobian(g, z, a):
    G = jacrev(g)(z, a)
    return torch.linalg.solve(torch.eye(len(z)) - G, jacrev(g)(z, a))


# %% wrong: only the diagonal of G -> looks like: diagonal only
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    return B / (1 - G.diagonal())[:, None]


# %% wrong: thirty rounds of the loop -> a = [-1.2785
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, 0)(z, a), jacrev(g, 1)(z, a)
    X = B
    for _ in range(30):
        X = G @ X + B
    return X


# %% right: helpers under names that the test used to take
def _g(g, z, a, number):
    return torch.func.jacfwd(g, argnums=number)(z, a)


def implicit_jacobian(g, z, a):
    _found = torch.eye(len(z), dtype=z.dtype, device=z.device) - _g(g, z, a, 0)
    return torch.linalg.lstsq(_found, _g(g, z, a, 1)).solution


# %% wrong: both Jacobians by difference quotients -> The numbers differ.
def implicit_jacobian(g, z, a):
    G = torch.stack(
        [
            (g(z + 1e-6 * e, a) - g(z - 1e-6 * e, a)) / 2e-6
            for e in torch.eye(len(z), dtype=z.dtype)
        ],
        1,
    )
    B = torch.stack(
        [
            (g(z, a + 1e-6 * e) - g(z, a - 1e-6 * e)) / 2e-6
            for e in torch.eye(len(a), dtype=a.dtype)
        ],
        1,
    )
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype) - G, B)


# %% wrong: solved in float32 -> single precision
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, argnums=(0, 1))(z, a)
    return torch.linalg.solve(torch.eye(len(z)) - G.float(), B.float()).double()


# %% wrong: the loop goes on before the equations are solved -> not finite
def implicit_jacobian(g, z, a):
    for _ in range(100):
        z = g(z, a)
    by_z, by_a = jacrev(g, argnums=(0, 1))(z, a)
    return torch.linalg.solve(torch.eye(len(z), dtype=z.dtype) - by_z, by_a)


# %% wrong: the transpose of B where it is square -> The numbers differ
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, argnums=(0, 1))(z, a)
    M = torch.eye(len(z), dtype=z.dtype) - G
    return torch.linalg.solve(M, B.T if B.shape[0] == B.shape[1] else B)


# %% wrong: a pseudo-inverse that leaves small numbers out -> The numbers differ
def implicit_jacobian(g, z, a):
    G, B = jacrev(g, argnums=(0, 1))(z, a)
    M = -G
    M[0] = M[0] + torch.eye(len(z), dtype=z.dtype)[0]
    M[1:] = M[1:] + torch.eye(len(z), dtype=z.dtype)[1:]
    return torch.linalg.pinv(M, rtol=1e-3) @ B


# %% right: least squares
def implicit_jacobian(g, z, a):
    G, B = jacfwd(g, argnums=(0, 1))(z, a)
    return torch.linalg.lstsq(torch.eye(len(z)).to(z) - G, B).solution
