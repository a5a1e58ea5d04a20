# %% right: inference_mode, and one of two calls
def evaluate(model, x):
    mode = model.training
    with torch.inference_mode():
        out = model.eval()(x)
    if mode:
        model.train()
    return out


# %% right: try and finally
@torch.no_grad()
def evaluate(model, x):
    before = model.training
    try:
        model.train(False)
        return model(x)
    finally:
        model.train(before)


# %% right: detach
def evaluate(model, x):
    was = model.training
    model.eval()
    out = model(x).detach()
    model.train(was)
    return out


# %% right: a copy
def evaluate(model, x):
    import copy

    mine = copy.deepcopy(model).eval()
    with torch.no_grad():
        return mine(x)


# %% wrong: no eval -> looks like: training mode
def evaluate(model, x):
    with torch.no_grad():
        return model(x)


# %% wrong: train for eval -> looks like: training mode
def evaluate(model, x):
    was = model.training
    model.train()
    with torch.no_grad():
        out = model(x)
    model.train(was)
    return out


# %% wrong: no no_grad -> requires a gradient
def evaluate(model, x):
    was = model.training
    model.eval()
    out = model(x)
    model.train(was)
    return out


# %% wrong: left in eval -> False
def evaluate(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


# %% wrong: always back to train -> True
def evaluate(model, x):
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.train()
    return out


# %% wrong: eval and back before the call -> looks like: training mode
def evaluate(model, x):
    was = model.training
    model.eval()
    model.train(was)
    with torch.no_grad():
        return model(x)


# %% wrong: back by the flag of the model alone -> False
def evaluate(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.training = was
    return out


# %% wrong: restored too late -> False
def evaluate(model, x):
    model.eval()
    was = model.training
    with torch.no_grad():
        out = model(x)
    model.train(was)
    return out


# %% wrong: requires_grad_ for eval -> looks like: training mode
def evaluate(model, x):
    model.requires_grad_(False)
    return model(x)


# %% wrong: the mean of ten tries -> looks like: training mode
def evaluate(model, x):
    with torch.no_grad():
        return sum(model(x) for _ in range(10)) / 10


# %% wrong: nothing returned -> None
def evaluate(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        model(x)
    model.train(was)


# %% wrong: float32 -> raised RuntimeError
def evaluate(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        out = model(x.float())
    model.train(was)
    return out


# %% right: the mode of each layer kept
def evaluate(model, x):
    modes = {layer: layer.training for layer in model.modules()}
    model.eval()
    with torch.no_grad():
        out = model(x)
    for layer, mode in modes.items():
        layer.training = mode
    return out


# %% wrong: an answer in training mode only -> The answer is None
def evaluate(model, x):
    with torch.no_grad():
        if model.training:
            model.eval()
            out = model(x)
            model.train()
            return out


# %% wrong: the parameters frozen for it -> whether the parameters learn afterwards
def evaluate(model, x):
    was_training = model.training
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    out = model(x)
    model.train(was_training)
    return out


# %% wrong: the gradients cleared -> whether the gradients are still there
def evaluate(model, x):
    was_training = model.training
    model.eval()
    model.zero_grad()
    with torch.no_grad():
        out = model(x)
    model.train(was_training)
    return out


# %% wrong: recording switched off for good -> whether autograd records afterwards
def evaluate(model, x):
    was_training = model.training
    model.eval()
    torch.set_grad_enabled(False)
    out = model(x)
    model.train(was_training)
    return out


# %% wrong: the mode read too late -> the modes afterwards
def evaluate(model, x):
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.train(model.training)
    return out
