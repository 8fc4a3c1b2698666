"""PyTorch's batch norm as its users reach it, on the arrays of a case: with cuDNN, without it, on the CPU."""

import contextlib

import numpy as np
import torch

DTYPES = {"float64": torch.float64, "float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
IMPLEMENTATIONS = {0: "native", 1: "cudnn", 2: "miopen"}


class Unsupported(Exception):
    """PyTorch does not compute the case; the text says why."""


def variants_of(device):
    return ["native", "cudnn"] if device == "cuda" else ["cpu"]


@contextlib.contextmanager
def variant_enabled(variant):
    with torch.backends.cudnn.flags(enabled=variant == "cudnn"):
        yield


def batch_norm(x, parameters, *, training, momentum, eps):
    """(y, save_mean, save_invstd, implementation): what torch.nn.functional.batch_norm calls, and all that returns."""
    weight, bias, running_mean, running_var = parameters
    choose = getattr(torch.ops.aten, "_batch_norm_impl_index", None)
    if choose is None:  # some other version: without what only it returns
        y = torch.nn.functional.batch_norm(x, running_mean, running_var, weight, bias, training, momentum, eps)
        return y, None, None, "unknown"
    y, mean, invstd, _, index = choose(x, weight, bias, running_mean, running_var, training, momentum, eps,
                                       torch.backends.cudnn.enabled)
    return y, mean, invstd, IMPLEMENTATIONS.get(index, str(index))


def to_torch(array, dtype, device):
    if dtype == "bfloat16":
        return torch.from_numpy(array.view(np.int16).copy()).view(torch.bfloat16).to(device)
    return torch.from_numpy(array.copy()).to(device)


def to_numpy(tensor):
    tensor = tensor.detach().contiguous().cpu()
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(np.uint16)
    return tensor.numpy()


def channels_last(tensor):
    """The same numbers, channels neighbours in memory."""
    return tensor.movedim(1, -1).contiguous().movedim(-1, 1)


def momentum_of(facts):
    if facts["momentum"] == "cumulative":
        return 1 / (facts["num_batches_tracked"] + 1)
    return float.fromhex(facts["momentum"])


def run_case(case, variant, device):
    """(outputs by name, implementation) for `normaudit check`. Raises Unsupported."""
    facts = case.facts
    arrays = {name: to_torch(array, facts["dtypes"][name], device)
              for name, array in case.inputs().items() if name in facts["dtypes"]}
    x = arrays["x"]
    training = facts["pass"] in ("forward_training", "backward")
    if training and x.numel() // x.shape[1] <= 1:
        raise Unsupported("torch.nn.functional.batch_norm refuses one value per channel")
    if facts["layout"] == "nhwc":
        x = channels_last(x)
    # A backward pass has no running statistics of its own to move.
    uses_running = facts["pass"] != "backward"
    running = [arrays.get(name) if uses_running else None for name in ("running_mean", "running_var")]
    weight, bias = arrays.get("weight"), arrays.get("bias")
    is_backward = facts["pass"].startswith("backward")
    if is_backward and weight is not None and bias is None:
        bias = torch.zeros_like(weight)  # no input of the pass, but dbias is an output
    leaves = {"dx": x, "dweight": weight, "dbias": bias} if is_backward else {}
    leaves = {name: leaf.requires_grad_() for name, leaf in leaves.items() if leaf is not None}
    try:
        with variant_enabled(variant):
            y, mean, invstd, implementation = batch_norm(
                x, (weight, bias, *running), training=training, momentum=momentum_of(facts),
                eps=float.fromhex(facts["eps"]))
            if is_backward:
                dy = channels_last(arrays["dy"]) if facts["layout"] == "nhwc" else arrays["dy"]
                gradients = torch.autograd.grad(y, list(leaves.values()), dy)
                return {name: to_numpy(each) for name, each in zip(leaves, gradients)}, implementation
    except (RuntimeError, ValueError) as error:
        raise Unsupported(str(error).splitlines()[0]) from error
    outputs = {"y": y}
    if training:
        outputs.update(save_mean=mean, save_invstd=invstd)
        if running[0] is not None:
            outputs.update(running_mean=running[0], running_var=running[1])
    return {name: to_numpy(each) for name, each in outputs.items() if each is not None}, implementation
