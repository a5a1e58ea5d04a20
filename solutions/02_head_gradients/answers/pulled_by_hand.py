# %% right: a product with the Jacobian
def pulled_by_hand(x, v):
    J = torch.stack([torch.stack([x[1], x[0]]), torch.stack([torch.ones_like(x[0]), 2 * x[1]])])
    return v @ J


# %% right: weighted rows
def pulled_by_hand(x, v):
    row0 = x.flip(0)
    row1 = torch.ones_like(x)
    row1[1] = 2 * x[1]
    return v[0] * row0 + v[1] * row1


# %% right: a tensor from plain numbers
def pulled_by_hand(x, v):
    (a, b), (p, q) = x.tolist(), v.tolist()
    return torch.tensor([p * b + q, p * a + 2 * q * b], dtype=x.dtype, device=x.device)


# %% right: einsum
def pulled_by_hand(x, v):
    J = x.new_zeros(2, 2)
    J[0] = x.flip(0)
    J[1, 0], J[1, 1] = 1, 2 * x[1]
    return torch.einsum("i,ik->k", v, J)


# %% right: the transposed Jacobian times the head, in NumPy
import numpy as np


def pulled_by_hand(x, v):
    a, b = x.cpu().numpy()
    J = np.array([[b, a], [1.0, 2 * b]])
    return torch.from_numpy(J.T @ v.cpu().numpy()).to(x)


# %% right: written into an empty tensor
def pulled_by_hand(x, v):
    gradient = torch.empty_like(x)
    gradient[0] = v[0] * x[1] + v[1]
    gradient[1] = v[0] * x[0] + v[1] * x[1] * 2
    return gradient


# %% wrong: the head scales the gradient of the sum -> looks like: head as scale
def pulled_by_hand(x, v):
    return v * torch.stack([x[1] + 1, x[0] + 2 * x[1]])


# %% wrong: J times v -> looks like: row for column
def pulled_by_hand(x, v):
    return torch.stack([v[0] * x[1] + v[1] * x[0], v[0] + 2 * v[1] * x[1]])


# %% wrong: the head is ignored -> looks like: head ignored
def pulled_by_hand(x, v):
    return torch.stack([x[1] + 1, x[0] + 2 * x[1]])


# %% wrong: the head squared -> looks like: head twice
def pulled_by_hand(x, v):
    a, b = v * v
    return torch.stack([a * x[1] + b, a * x[0] + b * 2 * x[1]])


# %% wrong: sign -> looks like: sign
def pulled_by_hand(x, v):
    return -torch.stack([v[0] * x[1] + v[1], v[0] * x[0] + 2 * v[1] * x[1]])


# %% wrong: the 2 of the square forgotten -> looks like: wrong partial
def pulled_by_hand(x, v):
    return torch.stack([v[0] * x[1] + v[1], v[0] * x[0] + v[1] * x[1]])


# %% wrong: only the diagonal of J -> looks like: diagonal only
def pulled_by_hand(x, v):
    return v * torch.stack([x[1], 2 * x[1]])


# %% wrong: entries exchanged -> The numbers differ
def pulled_by_hand(x, v):
    return torch.stack([v[0] * x[0] + 2 * v[1] * x[1], v[0] * x[1] + v[1]])


# %% wrong: the weighted sum itself -> wrong shape
def pulled_by_hand(x, v):
    return v[0] * x[0] * x[1] + v[1] * (x[0] + x[1] ** 2)


# %% wrong: the weighted results -> looks like: own value
def pulled_by_hand(x, v):
    return torch.stack([x[0] * x[1], x[0] + x[1] ** 2])


# %% wrong: hard-coded for (2, 3) -> looks like: hard coded
def pulled_by_hand(x, v):
    return v @ torch.tensor([[3.0, 2.0], [1.0, 6.0]], dtype=v.dtype, device=v.device)


# %% wrong: by autograd -> Autograd is switched off here
def pulled_by_hand(x, v):
    leaf = x.clone().requires_grad_()
    torch.stack([leaf[0] * leaf[1], leaf[0] + leaf[1] ** 2]).backward(v)
    return leaf.grad


# %% wrong: a list -> The answer is a list
def pulled_by_hand(x, v):
    return [v[0] * x[1] + v[1], v[0] * x[0] + 2 * v[1] * x[1]]


# %% wrong: float32 -> looks like: single precision
def pulled_by_hand(x, v):
    return torch.tensor([float(v[0] * x[1] + v[1]), float(v[0] * x[0] + 2 * v[1] * x[1])])


# %% wrong: zeros -> looks like: zeros
def pulled_by_hand(x, v):
    return torch.zeros_like(x)


# %% wrong: by forward mode -> Autograd is switched off here
def pulled_by_hand(x, v):
    return v @ torch.func.jacfwd(lambda t: torch.stack([t[0] * t[1], t[0] + t[1] ** 2]))(x)


# %% wrong: changes v -> changed the values of v
def pulled_by_hand(x, v):
    v *= 1
    out = torch.stack([v[0] * x[1] + v[1], v[0] * x[0] + 2 * v[1] * x[1]])
    v += 1
    return out


# %% wrong: difference quotient -> The numbers differ
def pulled_by_hand(x, v):
    f = lambda t: torch.stack([t[0] * t[1], t[0] + t[1] ** 2])
    h = 1e-5
    out = []
    for i in range(2):
        e = torch.zeros_like(x)
        e[i] = h
        out.append(v @ (f(x + e) - f(x - e)) / (2 * h))
    return torch.stack(out)


# %% wrong: always float64 -> torch.float32 is wanted
def pulled_by_hand(x, v):
    x0, x1 = x.double()
    return torch.stack([v[0] * x1 + v[1], v[0] * x0 + 2 * v[1] * x1])


# %% wrong: the factors of the product exchanged -> looks like: wrong partial
def pulled_by_hand(x, v):
    return torch.stack([x[0] * v[0] + v[1], x[1] * v[0] + 2 * x[1] * v[1]])


# %% wrong: the term that stands alone forgotten -> looks like: wrong partial
def pulled_by_hand(x, v):
    return torch.stack([x[1] * v[0], x[0] * v[0] + 2 * x[1] * v[1]])
