#!/usr/bin/env python3
"""PyTorch's and ONNX Runtime's batch norm on the CPU, one sample per line asked, for normaudit_cpu_bench --driver.

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


def torch_call(case):
    torch.set_num_threads(case["threads"])
    shape, eps = case["shape"], case["eps"]
    channels = shape[1]

    def data():
        tensor = torch.randn(shape)
        return tensor.contiguous(memory_format=torch.channels_last) if case["layout"] == "nhwc" else tensor

    x, weight, bias = data() + 0.5, torch.rand(channels) + 0.5, torch.rand(channels)
    if case["pass"] == "backward":
        dy = data()
        _, mean, invstd = torch.native_batch_norm(x, weight, bias, None, None, True, MOMENTUM, eps)
        return lambda: torch.ops.aten.native_batch_norm_backward(dy, x, weight, None, None, mean, invstd, True, eps,
                                                                 [True, True, True])
    training = case["pass"] == "forward_training"
    running = (None, None) if training else (torch.rand(channels), torch.rand(channels) + 0.5)
    y = torch.empty_like(x)
    saved = [torch.empty(channels if training else 0) for _ in range(2)]
    return lambda: torch.ops.aten.native_batch_norm.out(x, weight, bias, *running, training, MOMENTUM, eps, out=y,
                                                        save_mean=saved[0], save_invstd=saved[1])


def onnxruntime_call(case):
    """None where its CPU kernels have no such pass."""
    if case["pass"] != "inference" or case["layout"] != "nchw":
        return None
    shape = case["shape"]
    names = ["x", "weight", "bias", "mean", "var"]
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
    arrays = [np.random.rand(*each).astype(np.float32) + np.float32(0.5) for each in extents]
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(each) for each in arrays]
    for name, each in zip(names, values):
        binding.bind_ortvalue_input(name, each)
    binding.bind_ortvalue_output("y", onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32)))
    return lambda: session.run_with_iobinding(binding)


def prepared(case):
    """The calls of a case by name."""
    calls = {}
    if torch is not None and not (case["pass"] == "forward_training" and case["shape"] == [1, case["shape"][1]]):
        calls[f"torch {torch.__version__.split('+')[0]}"] = torch_call(case)
    if onnxruntime is not None:
        call = onnxruntime_call(case)
        if call is not None:
            calls[f"onnxruntime {onnxruntime.__version__}"] = call
    return calls


def timed(call, calls):
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - start


def main():
    calls = {}
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if "hello" in question:
                peers = {each.__name__: each.__version__ for each in (torch, onnxruntime) if each is not None}
                answer = {"peers": peers, "absent": absent}
            elif "sample" in question:
                answer = {"seconds": timed(calls[question["sample"]], question["calls"])}
            else:
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
