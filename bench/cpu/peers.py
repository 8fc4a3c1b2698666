#!/usr/bin/env python3
"""PyTorch's and ONNX Runtime's batch norm on the CPU, one sample per line asked, for normaudit_cpu_bench --driver;
or their answers to the numbers in a folder's files, written there too.

Both write into outputs that are there, where their interface can; the C allocator keeps what PyTorch's backward frees.
"""

import json
import os
import sys
import time

# Read by the C library when a process starts: no mapping and no page fault for each large tensor.
KEPT = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40), "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
if any(os.environ.get(name) != value for name, value in KEPT.items()):
    os.environ.update(KEPT)
    os.execv(sys.executable, [sys.executable, *sys.argv])

absent = {}
try:
    import numpy as np
    import torch
except ImportError as error:
    torch, absent["torch"] = None, str(error)
try:
    import numpy as np
    import onnx
    import onnxruntime
except ImportError as error:
    onnxruntime, absent["onnxruntime"] = None, str(error)

MOMENTUM = 0.1


def given(case, role):
    """The role's numbers from the case's folder, in the order of storage."""
    return np.fromfile(os.path.join(case["folder"], f"{role}.f32"), np.float32)


def torch_call(case):
    """What is timed, and what returns its answers by role, in the order of storage."""
    torch.set_num_threads(case["threads"])
    shape, eps, is_last = case["shape"], case["eps"], case["layout"] == "nhwc"
    channels = shape[1]

    def data(role, mean=0):
        if case["folder"]:
            if not is_last:
                return torch.from_numpy(given(case, role)).reshape(shape)
            return torch.from_numpy(given(case, role)).reshape(shape[0], *shape[2:], channels).movedim(-1, 1)
        tensor = torch.randn(shape) + mean
        return tensor.contiguous(memory_format=torch.channels_last) if is_last else tensor

    def vector(role, least=0):
        return torch.from_numpy(given(case, role)) if case["folder"] else torch.rand(channels) + least

    def stored(tensor):
        return (tensor.movedim(1, -1) if is_last and tensor.dim() > 1 else tensor).contiguous().numpy()

    x, weight = data("x", 0.5), vector("weight", 0.5)
    if case["pass"] == "backward":
        dy = data("dy")
        if case["folder"]:
            mean, invstd = vector("save_mean"), vector("save_invstd")
        else:
            _, mean, invstd = torch.native_batch_norm(x, weight, None, None, None, True, MOMENTUM, eps)

        def backward():
            return torch.ops.aten.native_batch_norm_backward(dy, x, weight, None, None, mean, invstd, True, eps,
                                                             [True, True, True])
        return backward, lambda: dict(zip(["dx", "dweight", "dbias"], map(stored, backward())))
    bias, training = vector("bias"), case["pass"] == "forward_training"
    running = (None, None) if training else (vector("running_mean"), vector("running_var", 0.5))
    y = torch.empty_like(x)
    saved = [torch.empty(channels if training else 0) for _ in range(2)]

    def forward():
        torch.ops.aten.native_batch_norm.out(x, weight, bias, *running, training, MOMENTUM, eps, out=y,
                                             save_mean=saved[0], save_invstd=saved[1])

    def answers():
        forward()
        statistics = dict(zip(["save_mean", "save_invstd"], map(stored, saved))) if training else {}
        return {"y": stored(y), **statistics}
    return forward, answers


def onnxruntime_call(case):
    """The same; None where its CPU kernels have no such pass."""
    if case["pass"] != "inference" or case["layout"] != "nchw":
        return None
    shape = case["shape"]
    names = ["x", "weight", "bias", "running_mean", "running_var"]
    node = onnx.helper.make_node("BatchNormalization", names, ["y"], epsilon=case["eps"])
    value = onnx.helper.make_tensor_value_info
    extents = [shape] + [[shape[1]]] * 4
    graph = onnx.helper.make_graph(
        [node], "g", [value(n, onnx.TensorProto.FLOAT, e) for n, e in zip(names, extents)],
        [value("y", onnx.TensorProto.FLOAT, shape)])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 15)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = case["threads"], 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    for name, each in zip(names, extents):
        if case["folder"]:
            array = given(case, name).reshape(each)
        else:
            array = np.random.rand(*each).astype(np.float32) + np.float32(0.5)
        binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    y = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32))
    binding.bind_ortvalue_output("y", y)

    def answers():
        session.run_with_iobinding(binding)
        return {"y": y.numpy()}
    return lambda: session.run_with_iobinding(binding), answers


def prepared(case):
    """The pairs of calls of a case by name."""
    calls = {}
    if torch is not None and not (case["pass"] == "forward_training" and case["shape"] == [1, case["shape"][1]]):
        calls[f"torch {torch.__version__.split('+')[0]}"] = torch_call(case)
    if onnxruntime is not None:
        call = onnxruntime_call(case)
        if call is not None:
            calls[f"onnxruntime {onnxruntime.__version__}"] = call
    return calls


def written(answers, folder):
    for role, numbers in answers.items():
        numbers.tofile(os.path.join(folder, f"{role}.f32"))
    return list(answers)


def timed(call, calls):
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - start


def main():
    calls, folder = {}, ""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if "hello" in question:
                peers = {each.__name__: each.__version__ for each in (torch, onnxruntime) if each is not None}
                answer = {"peers": peers, "absent": absent}
            elif "sample" in question:
                answer = {"seconds": timed(calls[question["sample"]][0], question["calls"])}
            elif "answers" in question:
                answer = {"written": written(calls[question["answers"]][1](), folder)}
            else:
                folder = question["folder"]
                calls = {}  # the last case's arrays go before new ones come
                calls = prepared(question)
                answer = {"contenders": list(calls)}
        except Exception as error:  # whatever a library throws is this question's answer
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    if torch is not None:
        torch.set_grad_enabled(False)
    main()
