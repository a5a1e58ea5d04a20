# %% right: a new parameter
def as_linear(w):
    layer = nn.Linear(*w.shape, bias=False)
    layer.weight = nn.Parameter(w.T.clone())
    return layer


# %% right: made double afterwards, through .data
def as_linear(w):
    rows, columns = w.shape
    layer = nn.Linear(rows, columns, bias=False).to(w)
    layer.weight.data = w.detach().T.contiguous().clone()
    return layer


# %% right: load_state_dict
def as_linear(w):
    layer = nn.Linear(w.size(0), w.size(1), bias=False, dtype=w.dtype, device=w.device)
    layer.load_state_dict({"weight": w.T})
    return layer


# %% right: entry by entry
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], False, dtype=w.dtype)
    with torch.no_grad():
        for i in range(w.shape[0]):
            for j in range(w.shape[1]):
                layer.weight[j, i] = w[i, j]
    return layer


# %% wrong: not transposed -> looks like: transposed
def as_linear(w):
    layer = nn.Linear(w.shape[1], w.shape[0], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w)
    return layer


# %% wrong: the sizes right, the weight put in as it is -> looks like: transposed
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    layer.weight = nn.Parameter(w.clone())
    return layer


# %% wrong: copied as it is -> raised RuntimeError
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w.T if w.shape[0] == w.shape[1] else w)
    return layer


# %% wrong: a reshape for a transpose -> looks like: transposed
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w.reshape(layer.weight.shape))
    return layer


# %% wrong: a bias -> whether it has no bias
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w.T)
    return layer


# %% wrong: float32 -> float32
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False)
    with torch.no_grad():
        layer.weight.copy_(w.T)
    return layer


# %% wrong: the memory of w -> w itself, after the layer has learned
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    layer.weight = nn.Parameter(w.T)
    return layer


# %% wrong: recorded -> looks like: tracked update
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    layer.weight.copy_(w.T)
    return layer


# %% wrong: the weights that it was born with -> The numbers differ
def as_linear(w):
    return nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)


# %% wrong: the minus of a transpose -> looks like: sign
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(-w.T)
    return layer


# %% wrong: a function and no layer -> raised AttributeError
def as_linear(w):
    return lambda x: x @ w


# %% wrong: nothing returned -> raised AttributeError
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w.T)


# %% wrong: a weight without a gradient -> raised RuntimeError
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    layer.requires_grad_(False)
    layer.weight.copy_(w.T)
    return layer


# %% wrong: added to what was there -> The numbers differ
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight += w.T
    return layer


# %% wrong: a bias of zeros -> whether it has no bias
def as_linear(w):
    layer = nn.Linear(*w.shape, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w.T)
        layer.bias.zero_()
    return layer


# %% wrong: float64 whatever w is -> float64
def as_linear(w):
    layer = nn.Linear(*w.shape, bias=False).double()
    with torch.no_grad():
        layer.weight.copy_(w.T)
    return layer


# %% right: a class of its own
def as_linear(w):
    class Loaded(nn.Linear):
        def __init__(self):
            super().__init__(*w.shape, bias=False, dtype=w.dtype)
            self.weight.data.copy_(w.t())

    return Loaded()


# %% wrong: made double after the copy, when the digits are gone -> yours 33333.332
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False)
    with torch.no_grad():
        layer.weight.copy_(w.T)
    return layer.to(w.dtype)


# %% wrong: a parameter in the memory of w -> w itself, after the layer has learned
def as_linear(w):
    layer = nn.Linear(*w.shape, bias=False)
    layer.weight = nn.Parameter(w.T)
    return layer


# %% wrong: the bias stays, full of random numbers -> whether it has no bias
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], dtype=w.dtype)
    layer.weight.data = w.T.clone()
    return layer


# %% wrong: own module, not an nn.Linear -> whether it is an nn.Linear
class _L(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.weight = nn.Parameter(w.T.clone())
        self.bias = None

    def forward(self, x):
        return x @ self.weight.T


def as_linear(w):
    return _L(w)


# %% wrong: contiguous is taken for a copy -> w itself, after the layer has learned
def as_linear(w):
    layer = nn.Linear(*w.shape, bias=False, dtype=w.dtype)
    layer.weight = nn.Parameter(w.T.contiguous())
    return layer


# %% wrong: one layer for each shape -> the first of two layers
layers = {}


def as_linear(w):
    if w.shape not in layers:
        layers[w.shape] = nn.Linear(*w.shape, bias=False, dtype=w.dtype)
    with torch.no_grad():
        layers[w.shape].weight.copy_(w.T)
    return layers[w.shape]


# %% wrong: turned only if the shape asks for it -> looks like: transposed
def as_linear(w):
    layer = nn.Linear(w.shape[0], w.shape[1], bias=False, dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w if layer.weight.shape == w.shape else w.T)
    return layer
