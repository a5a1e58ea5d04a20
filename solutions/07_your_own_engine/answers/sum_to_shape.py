# %% right: the method of tensors
def sum_to_shape(gradient, shape):
    return gradient.sum_to_size(shape)


# %% right: all axes at once
def sum_to_shape(gradient, shape):
    extra = gradient.dim() - len(shape)
    axes = [k for k in range(gradient.dim()) if k < extra or shape[k - extra] == 1]
    if axes:
        gradient = gradient.sum(dim=axes, keepdim=True)
    return gradient.reshape(shape)


# %% right: autograd of expand
def sum_to_shape(gradient, shape):
    source = torch.zeros(shape, dtype=gradient.dtype, device=gradient.device, requires_grad=True)
    source.expand(gradient.shape).backward(gradient)
    return source.grad


# %% right: index_add on flat entries
def sum_to_shape(gradient, shape):
    count = torch.Size(shape).numel()
    places = torch.arange(count, device=gradient.device).reshape(shape).expand(gradient.shape)
    flat = torch.zeros(count, dtype=gradient.dtype, device=gradient.device)
    return flat.index_add(0, places.reshape(-1), gradient.reshape(-1)).reshape(shape)


# %% right: recursion from the front
def sum_to_shape(gradient, shape):
    if gradient.dim() > len(shape):
        return sum_to_shape(gradient.sum(0), shape)
    for k in range(len(shape)):
        if shape[k] != gradient.shape[k]:
            gradient = gradient.sum(dim=k, keepdim=True)
    return gradient


# %% wrong: returned as it came -> looks like: not summed
def sum_to_shape(gradient, shape):
    return gradient


# %% wrong: only the extra axes -> looks like: not summed
def sum_to_shape(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    return gradient


# %% wrong: only the axes of length one -> looks like: not summed
def sum_to_shape(gradient, shape):
    for k, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(k, keepdim=True)
    return gradient


# %% wrong: the mean -> looks like: factor
def sum_to_shape(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.mean(0)
    for k, length in enumerate(shape):
        if length == 1:
            gradient = gradient.mean(k, keepdim=True)
    return gradient


# %% wrong: the first row -> The numbers differ
def sum_to_shape(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient[0]
    for k, length in enumerate(shape):
        if length == 1:
            gradient = gradient.narrow(k, 0, 1)
    return gradient


# %% wrong: axis not kept -> wrong shape
def sum_to_shape(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for k, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(k)
    return gradient


# %% wrong: the last axis in place of the first -> wrong shape
def sum_to_shape(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(-1)
    for k, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(k, keepdim=True)
    return gradient


# %% wrong: everything added up and copied into the shape -> looks like: summed axis
def sum_to_shape(gradient, shape):
    return gradient.sum() * torch.ones(shape, dtype=gradient.dtype, device=gradient.device)


# %% wrong: reshaped, not summed -> raised
def sum_to_shape(gradient, shape):
    return gradient.reshape(shape)


# %% wrong: cut to size -> The numbers differ
def sum_to_shape(gradient, shape):
    count = torch.Size(shape).numel()
    return gradient.flatten()[:count].reshape(shape)


# %% wrong: zeros of the right shape -> looks like: zeros
def sum_to_shape(gradient, shape):
    return torch.zeros(shape, dtype=gradient.dtype, device=gradient.device)


# %% wrong: no scalars -> raised RuntimeError
def sum_to_shape(gradient, shape):
    gradient = gradient.sum(0, keepdim=True)
    return gradient.reshape(shape)


# %% wrong: a Python number for a scalar -> The answer is a float
def sum_to_shape(gradient, shape):
    result = gradient.sum_to_size(shape)
    return result if result.dim() else result.item()


# %% wrong: nothing returned -> The answer is None
def sum_to_shape(gradient, shape):
    gradient.sum_to_size(shape)


# %% wrong: first axes below each other -> wrong shape
def sum_to_shape(gradient, shape):
    for axis in reversed(range(gradient.dim())):
        if axis >= len(shape):
            gradient = gradient.sum(axis)
        elif shape[axis] == 1:
            gradient = gradient.sum(axis, keepdim=True)
    return gradient


# %% wrong: one extra axis at most -> wrong shape
def sum_to_shape(gradient, shape):
    if gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for k, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(k, keepdim=True)
    return gradient


# %% right: any axis that gives the shape
def sum_to_shape(gradient, shape):
    for axis in range(gradient.dim()):
        for keep in (True, False):
            if gradient.sum(axis, keepdim=keep).shape == shape:
                return gradient.sum(axis, keepdim=keep)
    return gradient.sum_to_size(shape)


# %% wrong: from the back, so that a square loses the wrong axis -> to the shape (3,)
def sum_to_shape(gradient, shape):
    while gradient.dim() > len(shape):
        axis = gradient.dim() - 1
        while axis and len(shape) and gradient.shape[axis] != shape[-1]:
            axis -= 1
        if len(shape) and gradient.sum(axis).shape[-1] != shape[-1]:
            axis = 0
        gradient = gradient.sum(axis)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis, keepdim=True)
    return gradient


# %% right: numbered entries and index_add
def sum_to_shape(gradient, shape):
    count = 1
    for n in shape:
        count *= n
    owner = torch.arange(count, device=gradient.device).reshape(shape).expand(gradient.shape)
    x = torch.zeros(count, dtype=gradient.dtype, device=gradient.device)
    return x.index_add(0, owner.reshape(-1), gradient.reshape(-1)).reshape(shape)


# %% wrong: views of the memory -> raised RuntimeError
def sum_to_shape(gradient, shape):
    front = gradient.dim() - len(shape)
    lead = 1
    for n in gradient.shape[:front]:
        lead *= n
    gradient = gradient.view(lead, *gradient.shape[front:]).sum(0)
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis, keepdim=True)
    return gradient
