"""Times PyTorch's batch norm on the layers of ResNet-50, in the records of normaudit_gpu_bench."""

import datetime
import json
import statistics
import time

import torch

import variants

# bench/resnet50.h: C, H, W, layers of the network.
LAYERS = [(64, 112, 112, 1), (64, 56, 56, 6), (256, 56, 56, 4), (128, 56, 56, 1), (128, 28, 28, 7), (512, 28, 28, 5),
          (256, 28, 28, 1), (256, 14, 14, 11), (1024, 14, 14, 7), (512, 14, 14, 1), (512, 7, 7, 5), (2048, 7, 7, 4)]
TENSORS = {"forward_training": 2, "inference": 2, "backward": 3}
SAMPLE_US, BUDGET_US, LEAST_SAMPLES, MOST_SAMPLES, MOST_CALLS = 400, 40000, 5, 25, 32  # bench/gpu/figures.h


class Clock:
    """Device time of what a function enqueues, all of it queued before the first of it may start."""

    def __init__(self, device):
        self.on_gpu = device == "cuda"

    def elapsed(self, enqueue):
        """(device us, host us, whether the host was too late for the first to be true)."""
        if not self.on_gpu:
            start = time.perf_counter()
            enqueue()
            host = (time.perf_counter() - start) * 1e6
            return host, host, False
        head_start = 60.0
        while True:
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            torch.cuda.synchronize()
            torch.cuda._sleep(int(head_start * 2000))  # cycles, at up to 2 GHz
            start = time.perf_counter()
            begin.record()
            enqueue()
            end.record()
            host = (time.perf_counter() - start) * 1e6
            torch.cuda.synchronize()
            if host < head_start or head_start >= 20000:
                return begin.elapsed_time(end) * 1e3, host, host >= head_start
            head_start = 2 * host


def cache_bytes(device):
    if device != "cuda":
        return 1 << 14
    return getattr(torch.cuda.get_device_properties(0), "L2_cache_size", 60 << 20)


class Layer:
    """Sets of arrays of one problem, and the call that is timed on each in turn."""

    def __init__(self, problem, device):
        self.problem = problem
        batch, channels, height, width = problem["shape"]
        dtype = variants.DTYPES[problem["dtype"]]
        numbers = batch * channels * height * width
        self.bytes = TENSORS[problem["pass"]] * numbers * torch.empty(0, dtype=dtype).element_size()
        count = 1 + max(1, -(-2 * cache_bytes(device) // self.bytes))
        nhwc = problem["layout"] == "nhwc"

        def data():
            tensor = torch.randn(batch, channels, height, width, device=device, dtype=dtype)
            return tensor.contiguous(memory_format=torch.channels_last) if nhwc else tensor

        self.x = [data() for _ in range(count)]
        self.dy = [data() for _ in range(count)] if problem["pass"] == "backward" else None
        self.parameters = [torch.rand(channels, device=device) + 0.5 for _ in range(4)]
        self.kept = [None] * count  # outputs, so that the allocator goes round too
        self.next = 0

    def forward(self, x):
        training = self.problem["pass"] != "inference"
        return variants.batch_norm(x, self.parameters, training=training, momentum=0.1, eps=1e-5)

    def enter(self):
        """The function to time; the second value names the implementation that PyTorch chose."""
        implementation = self.forward(self.x[0])[3]
        if self.problem["pass"] != "backward":
            return self.step_forward, implementation
        self.leaves = [[x.requires_grad_(), *(each.detach().clone().requires_grad_() for each in self.parameters[:2])]
                       for x in self.x]
        self.y = []
        for x, weight, bias in self.leaves:
            self.y.append(variants.batch_norm(x, (weight, bias, None, None), training=True, momentum=0.1, eps=1e-5)[0])
        return self.step_backward, implementation

    def step_forward(self):
        with torch.no_grad():
            self.kept[self.next] = self.forward(self.x[self.next])[:3]
        self.next = (self.next + 1) % len(self.x)

    def step_backward(self):
        i = self.next
        self.kept[i] = torch.autograd.grad(self.y[i], self.leaves[i], self.dy[i], retain_graph=True)
        self.next = (i + 1) % len(self.x)


def measure(step, clock):
    def sample(calls):
        device, host, is_late = clock.elapsed(lambda: [step() for _ in range(calls)])
        return device / calls, host / calls, is_late

    call_us = min(sample(1)[0] for _ in range(3))
    calls = int(min(max(-(-SAMPLE_US // call_us), 1), MOST_CALLS))
    samples = int(min(max(BUDGET_US // (calls * call_us), LEAST_SAMPLES), MOST_SAMPLES))
    times = [sample(calls) for _ in range(samples)]
    device = [each[0] for each in times]
    return {"median_us": statistics.median(device), "least_us": min(device),
            "launch_us": statistics.median(each[1] for each in times), "samples": samples, "calls": calls,
            "late_samples": sum(each[2] for each in times)}


def record_of(problem, count, variant, options, clock):
    """One record; what PyTorch refuses, or computes otherwise than asked, is not timed."""
    record = {"problem": f"{','.join(map(str, problem['shape']))} {problem['dtype']} {problem['layout']} "
                         f"{problem['pass']}",
              **problem, "layers": count, "contender": "torch_" + variant, "peer": True}
    with variants.variant_enabled(variant):
        try:
            layer = Layer(problem, options.device)
            step, implementation = layer.enter()
            if variant == "cudnn" and implementation not in ("cudnn", "unknown"):
                return {**record, "not_timed": f"PyTorch chooses its {implementation} kernels here", "wrong": False}
            times = measure(step, clock)
            return {**record, **times, "floor_bytes": layer.bytes,
                    "gigabytes_per_second": layer.bytes / times["median_us"] / 1e3}
        except RuntimeError as error:
            return {**record, "not_timed": str(error).splitlines()[0], "wrong": False}


def environment(device):
    facts = {"torch": torch.__version__, "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")}
    if device == "cuda":
        chip = torch.cuda.get_device_properties(0)
        facts.update(gpu=chip.name, compute_capability=f"{chip.major}.{chip.minor}",
                     runtime_cuda=str(torch.version.cuda), cudnn=str(torch.backends.cudnn.version()))
    return facts


def time_layers(options):
    layers = [(*map(int, each.split("x")), 1) for each in options.layers] or LAYERS
    clock = Clock(options.device)
    results = {"schema": 1, "environment": environment(options.device), "timings": []}
    for batch in options.batches:
        for dtype in options.dtypes:
            for layout in options.layouts:
                for each in options.passes:
                    for channels, height, width, count in layers:
                        problem = {"shape": [batch, channels, height, width], "dtype": dtype, "layout": layout,
                                   "pass": each}
                        for variant in variants.variants_of(options.device):
                            results["timings"].append(record_of(problem, count, variant, options, clock))
                        # After every layer: a run cut short leaves what it found.
                        with open(options.out, "w", encoding="utf-8") as file:
                            json.dump(results, file, indent=1)
    return results
