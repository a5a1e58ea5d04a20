# %% right: inference_mode, and two calls for each part
def evaluate(model, x):
    learning = [part for part in model.modules() if part.training]
    try:
        with torch.inference_mode():
            return model.eval()(x)
    finally:
        for part in learning:
            part.training = True


# %% right: a decorator, and a dictionary
@torch.no_grad()
def evaluate(model, x):
    before = {part: part.training for part in model.modules()}
    try:
        model.train(False)
        return model(x)
    finally:
        for part, mode in before.items():
            part.training = mode


# %% right: detach, and names
def evaluate(model, x):
    modes = {name: part.training for name, part in model.named_modules()}
    model.eval()
    try:
        out = model(x)
    except Exception:
        out = None
        raise
    finally:
        for name, mode in modes.items():
            model.get_submodule(name).training = mode
    return out.detach()


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


# %% wrong: the mode of each part kept, but not after an error -> the mode after an error
def evaluate(model, x):
    modes = {layer: layer.training for layer in model.modules()}
    model.eval()
    with torch.no_grad():
        out = model(x)
    for layer, mode in modes.items():
        layer.training = mode
    return out


# %% wrong: one mode for all parts -> the modes of all parts
def evaluate(model, x):
    before = model.training
    try:
        with torch.no_grad():
            return model.eval()(x)
    finally:
        model.train(before)


# %% wrong: the parts of a sequence only -> the modes of all parts
def evaluate(model, x):
    modes = [model.training, *(layer.training for layer in model)]
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        for layer, mode in zip([model, *model], modes):
            layer.training = mode


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


# %% right: helpers under names that the test used to take
def _mode(model):
    return {part: part.training for part in model.modules()}


def evaluate(model, x):
    _kind = _mode(model)
    try:
        with torch.inference_mode():
            _of = model.eval()(x)
    finally:
        for part, flag in _kind.items():
            part.training = flag
    return _of.clone()


# %% wrong: frozen parameter made trainable -> whether a frozen layer is still frozen
def evaluate(model, x):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    kept = [p.requires_grad for p in model.parameters()]
    for p in model.parameters():
        p.requires_grad_(False)
    try:
        return model(x)
    finally:
        for m, t in modes:
            m.training = t
        for p in model.parameters():
            p.requires_grad_(True)


# %% wrong: an error of another kind for the caller -> Another error is wanted.
def evaluate(model, x):
    modes = {m: m.training for m in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    except Exception as e:
        raise RuntimeError("evaluate failed") from e
    finally:
        for m, mode in modes.items():
            m.training = mode


# %% wrong: the modes of the first level alone -> the modes of all parts
def evaluate(model, x):
    modes = {m: m.training for m in model.children()}
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        model.training = was
        for m, mode in modes.items():
            m.train(mode)


# %% wrong: two kinds of layers only -> looks like: training mode
def evaluate(model, x):
    kinds = (nn.Dropout, nn.BatchNorm1d)
    modes = [(part, part.training) for part in model.modules() if isinstance(part, kinds)]
    try:
        for part, _ in modes:
            part.training = False
        with torch.no_grad():
            return model(x)
    finally:
        for part, mode in modes:
            part.training = mode


# %% wrong: put back after errors of one kind -> the mode after an error of another kind
def evaluate(model, x):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            out = model(x)
    except RuntimeError:
        for part, mode in modes:
            part.training = mode
        raise
    for part, mode in modes:
        part.training = mode
    return out


# %% wrong: recording switched on at the end -> still off where the caller had switched it off
def evaluate(model, x):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    try:
        return model(x)
    finally:
        torch.set_grad_enabled(True)
        for part, mode in modes:
            part.training = mode


# %% wrong: each part's mode told to all that is in it, the inner ones first -> the modes
def evaluate(model, x):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        for part, mode in modes[:0:-1]:
            part.train(mode)
        model.training = modes[0][1]


# %% right: a copy of the model is asked
import copy


def evaluate(model, x):
    """Return model(x) in evaluation mode, without a graph; each part keeps its mode."""
    with torch.no_grad():
        return copy.deepcopy(model).eval()(x)


# %% wrong: the statistics are frozen for ever -> set as before
def evaluate(model, x):
    for m in model.modules():
        if hasattr(m, "momentum"):
            m.momentum = 0.0
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        for m, mode in modes:
            m.training = mode


# %% wrong: a hook is left behind -> without hooks
def evaluate(model, x):
    modes = [(m, m.training) for m in model.modules()]
    model.register_forward_pre_hook(lambda m, given: None)
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        for m, mode in modes:
            m.training = mode


# %% wrong: other parameters with the same numbers -> still the same tensors
def evaluate(model, x):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            out = model(x)
    finally:
        for m, mode in modes:
            m.training = mode
            for name, p in list(m._parameters.items()):
                if p is not None:
                    q = nn.Parameter(p.detach().clone(), requires_grad=p.requires_grad)
                    q.grad = p.grad
                    m._parameters[name] = q
    return out
