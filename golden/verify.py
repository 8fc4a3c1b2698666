"""Re-verifies the stored golden data with Python integers alone: `python3 golden/verify.py [DATA_FOLDER]`, exit 0 or 1.

Nothing is taken from the program that made the data. From the stored inputs the exact sums of every channel are
recomputed and compared with the manifest's; then every answer v = b + a/sqrt(r), with a, b, r exact, is certified:

    hi is v rounded to float64  iff  v lies between the two midpoints beside hi (on one only if hi's pattern is even),

which is the comparison of a^2 with (midpoint - b)^2 * r, minding the signs (design.md, section 4). lo is certified the
same way with b - hi, and on a sample both neighbours of hi must be rejected. Last, the SHA-256 of every array's bytes.
"""

import ast
import hashlib
import json
import math
import os
import struct
import sys
import zipfile
from collections import Counter

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from verifier.certificate import INFINITY, NAN, SIGN, is_certified  # noqa: E402
from verifier.channel import Channel  # noqa: E402
from verifier.dyadic import WIDTHS, Dyadic, decode, hex_number  # noqa: E402

NEGATIVE_CONTROL_EVERY = 5  # an odd step, so that every channel and output gets its turn
LARGE = {"y": Channel.y, "dx": Channel.dx}
SMALL = {"save_mean": Channel.save_mean, "save_var": Channel.save_var, "save_invstd": Channel.save_invstd,
         "running_mean": Channel.running_mean_after, "running_var": Channel.running_var_after,
         "dweight": Channel.dweight, "dbias": Channel.dbias}
OUTPUTS = {"forward_training": {"y", "save_mean", "save_var", "save_invstd"}, "inference": {"y"},
           "backward": {"dx", "dweight", "dbias"}, "backward_inference": {"dx", "dweight", "dbias"}}
GRADIENTS = {"x": "dx", "w": "dweight", "b": "dbias"}  # letters of a problem's text; all where it has no such field
SUMS = {"forward_training": {"sum_x", "sum_xx"}, "inference": set(), "backward_inference": {"sum_dy", "sum_xdy"},
        "backward": {"sum_x", "sum_xx", "sum_dy", "sum_xdy"}}  # what a pass's answers follow from
INPUTS = ("x", "dy", "weight", "bias", "running_mean", "running_var")


def read_npz(path):
    """name -> (dtype description, shape, raw bytes); C order and little-endian only, as golden data are."""
    arrays = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            data = archive.read(member)
            if data[:7] != b"\x93NUMPY\x01" or not member.endswith(".npy"):
                raise ValueError(f"{path}: {member} is not in the form of golden data")
            (length,) = struct.unpack_from("<H", data, 8)
            header = ast.literal_eval(data[10:10 + length].decode("latin1"))
            if header["fortran_order"]:
                raise ValueError(f"{path}: {member} is in Fortran order")
            arrays[member[:-4]] = (header["descr"], tuple(header["shape"]), data[10 + length:])
    return arrays


class Verifier:
    def __init__(self):
        self.counts, self.findings = Counter(), []

    def require(self, good, sentence):
        if not good:
            self.findings.append(sentence)
        return good

    def family(self, folder, entry):
        arrays = read_npz(os.path.join(folder, entry["file"]))
        expected = {f"{i:03d}.{name}" for i, record in enumerate(entry["problems"])
                    for name, facts in record["arrays"].items() if facts.get("stored", True)}
        self.require(set(arrays) == expected,
                     f"{entry['file']}: arrays differ from the manifest's: {sorted(set(arrays) ^ expected)}")
        for i, record in enumerate(entry["problems"]):
            prefix = f"{i:03d}."
            own = {name[len(prefix):]: a for name, a in arrays.items() if name.startswith(prefix)}
            self.problem(f"{entry['file']}: {prefix}", record, own)
        self.counts["families"] += 1

    def problem(self, where, record, arrays):
        self.counts["problems"] += 1
        bits = {name: self.patterns(where + name, record["arrays"].get(name), a) for name, a in arrays.items()}
        answered = {name[:-3] for name in record["arrays"] if name.endswith("_hi")}
        wanted = set(OUTPUTS[record["pass"]])
        for field in record.get("problem", "").split():
            if field.startswith("gradients="):
                wanted = {GRADIENTS[letter] for letter in field[len("gradients="):]}
        if record["pass"] == "forward_training" and "running_mean" in record["arrays"]:
            wanted |= {"running_mean", "running_var"}
        self.require(answered == wanted, f"{where} answers {sorted(answered)} instead of {sorted(wanted)}")
        tracked = record["num_batches_tracked"]
        counts_up = "running_mean" in wanted
        self.require(tracked["after"] == tracked["before"] + counts_up, f"{where} num_batches_tracked is {tracked}")
        values = {name: [decode(b, record["arrays"][name]["dtype"]) for b in bits[name]]
                  for name in INPUTS if name in bits}
        for c in range(record["shape"][1]):
            self.channel(f"{where}channel {c}: ", record, bits, values, c)

    def patterns(self, where, facts, array):
        """The array's bit patterns, once its dtype, shape and digest are the manifest's."""
        description, shape, raw = array
        if facts is None:
            return []
        _, _, wanted, code = WIDTHS[facts["dtype"]]
        self.require((description, list(shape)) == (wanted, facts["shape"]), f"{where}: dtype or shape differ")
        self.counts["arrays"] += 1
        self.require(hashlib.sha256(raw).hexdigest() == facts["sha256"], f"{where}: the SHA-256 differs")
        count = math.prod(shape)
        return struct.unpack(f"<{count}{code}", raw)

    def channel(self, where, record, bits, values, c):
        shape, group, specials = record["shape"], record["groups"][c], self.counts["special values"]
        inner, channels = math.prod(shape[2:]), shape[1]
        places = [(n * channels + c) * inner + s for n in range(shape[0]) for s in range(inner)]
        small = {name: v[c] for name, v in values.items() if name not in ("x", "dy")}
        stored = {name: decode_sum(s) for name, s in group["sums"].items()}
        if "x" in values:
            x = [values["x"][i] for i in places]
            dy = [values["dy"][i] for i in places] if "dy" in values else None
            channel = Channel(record, small, x, dy, len(places))
            self.sums(where, channel, stored, SUMS[record["pass"]])
            for name, answer in LARGE.items():
                if name + "_hi" in bits:
                    hi, lo = bits[name + "_hi"], bits[name + "_lo"]
                    for k, i in enumerate(places):
                        self.answer(f"{where}{name}[{i}]", answer(channel, k), hi[i], lo[i])
        else:
            channel = self.recipe(where, record, small, c, stored)
        for name, answer in SMALL.items():
            if name + "_hi" in bits:
                self.answer(f"{where}{name}", answer(channel), bits[name + "_hi"][c], bits[name + "_lo"][c])
        specials = self.counts["special values"] - specials
        status = "DEGENERATE" if channel.degenerate else "SPECIAL" if specials else "PROVEN-INTEGER"
        self.require(group["status"] == status, f"{where}status is {group['status']}, not {status}")

    def sums(self, where, channel, stored, of_the_pass):
        wanted = of_the_pass & set(channel.sums)
        self.require(set(stored) == wanted, f"{where}sums {sorted(stored)} are stored instead of {sorted(wanted)}")
        for name, value in stored.items():
            if name in channel.sums:
                self.counts["sums"] += 1
                self.require((channel.sums[name] - value).sign() == 0, f"{where}{name} is not the exact sum")

    def recipe(self, where, record, small, c, stored):
        """A recipe stores sums and samples, not its large arrays: the samples follow from the sums as stored."""
        inner, channels = math.prod(record["shape"][2:]), record["shape"][1]
        mine = [s for s in record["samples"] if s["index"] // inner % channels == c]
        x = {k: hex_number(s["x"]) for k, s in enumerate(mine)}
        dy = {k: hex_number(s["dy"]) for k, s in enumerate(mine)} if mine and "dy" in mine[0] else None
        channel = Channel(record, small, x, dy, record["elements_per_group"], stored)
        for k, s in enumerate(mine):
            self.counts["samples of recipes"] += 1
            hi, lo = (struct.unpack("<Q", struct.pack("<d", float.fromhex(s[p])))[0] for p in ("hi", "lo"))
            self.answer(f"{where}{s['array']}[{s['index']}]", LARGE[s["array"]](channel, k), hi, lo)
        return channel

    def answer(self, where, exact, hi, lo):
        if exact.special is not None:
            self.counts["special values"] += 1
            wanted = NAN if math.isnan(exact.special) else INFINITY | (SIGN if exact.special < 0 else 0)
            self.require((hi, lo) == (wanted, 0), f"{where} is 0x{hi:016x}, 0x{lo:016x}, not {exact.special}")
            return
        self.counts["certificates of hi"] += 1
        if not self.require(is_certified(exact, hi), f"{where}: hi 0x{hi:016x} is not the correctly rounded value"):
            return
        if self.counts["certificates of hi"] % NEGATIVE_CONTROL_EVERY == 0:
            self.negative_control(where, exact, hi)
        if hi & ~SIGN == INFINITY:
            self.require(lo == 0, f"{where}: lo beside an infinity must be +0")
            return
        self.counts["certificates of lo"] += 1
        self.require(is_certified(exact.minus(decode(hi)), lo),
                     f"{where}: lo 0x{lo:016x} is not the correctly rounded remainder")

    def negative_control(self, where, exact, hi):
        """A certificate that accepts a neighbour as well proves nothing. Beside 0 are the least numbers and the other 0."""
        magnitude, sign = hi & ~SIGN, hi & SIGN
        beside = {sign | (magnitude + 1), sign | (magnitude - 1)} if magnitude else {1, SIGN | 1, SIGN ^ sign}
        for neighbour in beside:
            self.counts["neighbours rejected"] += 1
            self.require(not is_certified(exact, neighbour), f"{where}: neighbour 0x{neighbour:016x} is accepted too")


def decode_sum(record):
    return Dyadic(int(record["integer"], 16), record["exponent"])


def verify(folder):
    verifier = Verifier()
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as stream:
        manifest = json.load(stream)
    verifier.require((manifest["schema"], manifest["schema_version"]) == ("normaudit-golden", 1), "unknown schema")
    for entry in manifest["families"]:
        verifier.family(folder, entry)
    for needed in ("families", "sums", "certificates of hi", "certificates of lo", "neighbours rejected"):
        verifier.require(verifier.counts[needed] > 0, f"there were no {needed} to verify")
    return verifier


def main(arguments):
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print(__doc__)
        return 1
    folder = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
    try:
        verifier = verify(folder)
    except (OSError, ValueError, KeyError, IndexError, struct.error, zipfile.BadZipFile) as error:
        print(f"golden data in {folder} cannot be read: {type(error).__name__}: {error}")
        return 1
    for sentence in verifier.findings[:20]:
        print(f"REJECTED {sentence}")
    for name, count in sorted(verifier.counts.items()):
        print(f"{count:9d} {name}")
    findings = len(verifier.findings)
    print(f"golden data REJECTED: {findings} findings" if findings else "golden data verified")
    return 1 if verifier.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
