"""One case of the file contract: its arrays and flags, and the arrays that `normaudit exact` must answer with."""

import math
from dataclasses import dataclass, field
from fractions import Fraction

from .batch_norm import PASSES, Channel
from .formats import FORMATS, decode
from .npz import Array
from .number import exact
from .rounding import hi_and_lo, round_to

PER_ELEMENT = ("x", "dy", "y", "dx")


def parse_number(text):
    """A decimal or hex float as the double nearest to it, exactly."""
    return Fraction(float.fromhex(text) if "0x" in text.lower() else float(text))


@dataclass
class Case:
    name: str
    pass_name: str
    arrays: dict  # name -> Array
    layout: str = "nchw"
    eps: str = "1e-5"
    momentum: str = "0.1"
    compressed: bool = field(default=False, compare=False)

    @property
    def shape(self):
        return self.arrays["x"].shape

    @property
    def channels(self):
        return self.shape[1 if self.layout == "nchw" else -1]

    def flags(self):
        flags = ["--operator", "batch_norm", "--pass", self.pass_name, "--eps", self.eps,
                 "--momentum", self.momentum, "--layout", self.layout]
        if any(a.dtype == "bfloat16" for a in self.arrays.values()):
            flags += ["--dtype", "bfloat16"]
        return flags

    def exact_momentum(self):
        if self.momentum != "cumulative":
            return parse_number(self.momentum)
        counted = self.arrays["num_batches_tracked"].bits[0] if "num_batches_tracked" in self.arrays else 0
        return Fraction(1, counted + 1)

    def places(self, channel):
        """The indices, in C order, of the elements of one channel."""
        axis = 1 if self.layout == "nchw" else len(self.shape) - 1
        inner = math.prod(self.shape[axis + 1:])
        outer = math.prod(self.shape[:axis])
        return [(o * self.channels + channel) * inner + i for o in range(outer) for i in range(inner)]

    def value(self, name, index):
        array = self.arrays.get(name)
        return None if array is None else exact(decode(array.bits[index], FORMATS[array.dtype]))

    def channel(self, c):
        places = self.places(c)
        return Channel(
            x=[self.value("x", i) for i in places],
            dy=[self.value("dy", i) for i in places] if "dy" in self.arrays else None,
            weight=self.value("weight", c), bias=self.value("bias", c),
            running_mean=self.value("running_mean", c), running_var=self.value("running_var", c),
            eps=parse_number(self.eps), momentum=self.exact_momentum())

    def exact_outputs(self):
        """name -> (shape, exact values in C order)."""
        outputs = {}
        for c in range(self.channels):
            for name, values in PASSES[self.pass_name](self.channel(c)).items():
                if name in PER_ELEMENT:
                    shape, places = self.shape, self.places(c)
                else:
                    shape, places, values = (self.channels,), [c], [values]
                _, flat = outputs.setdefault(name, (shape, [None] * math.prod(shape)))
                for place, value in zip(places, values):
                    flat[place] = value
        return outputs


def expected_arrays(case, kinds):
    """For each kind (None or a format's name) the arrays of the answer with that --output-dtype."""
    common, rounded = {}, {kind: {} for kind in kinds}
    for name, (shape, values) in case.exact_outputs().items():
        pairs = [hi_and_lo(v) for v in values]
        common[name] = Array("float64", shape, [hi for hi, _ in pairs])
        common[name + "_lo"] = Array("float64", shape, [lo for _, lo in pairs])
        for kind in kinds:
            if kind is not None:
                bits = [round_to(v, FORMATS[kind]) for v in values]
                rounded[kind][name + "_rn"] = Array(kind, shape, bits)
    if case.pass_name == "forward_training" and "running_mean" in common:
        counted = case.arrays.get("num_batches_tracked")
        common["num_batches_tracked"] = Array("int64", (), [counted.bits[0] + 1 if counted else 1])
    return {kind: {**common, **rounded[kind]} for kind in kinds}
