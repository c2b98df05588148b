"""docs/protocol.md, "The job" and "The shared state": what all parties compute alike from a job and from verified sums."""

import json
import math
import struct
from array import array

from derivations import u32, u64
from primitives import lab, sha256

METRICS = 1
GRADIENT = 2 + METRICS  # index of the gradient's first word


class JobRefused(Exception):
    """A job whose terms this platform cannot compute, or will not serve."""


class Implausible(Exception):
    """A verified sum that honest members cannot have: the platform stops for good, without ABORT."""


def f64(value):
    return struct.pack(">d", value)


def single(value):
    """The nearest binary32."""
    return struct.unpack("f", struct.pack("f", value))[0]


def floats(values):
    """Big-endian binary32."""
    return struct.pack(f">{len(values)}f", *values)


def _with_rms(rms):
    return single(rms * math.sqrt(3))


def _glorot(fan_in, fan_out):
    return single(math.sqrt(6.0 / (float(fan_in) + fan_out)))


class Terms:
    """The job in numbers."""

    FEATURES = [("form", 0, 3072), ("prefix", 1, 512), ("suffix", 2, 1024), ("shape", 3, 256),
                ("short_suffix", 4, 256), ("long_suffix", 5, 1024)]
    WIDTH, HASHES, FORM_DROPOUT = 32, 2, 0.2

    def __init__(self, job: bytes):
        self.digest = sha256(job)
        self.job = json.loads(job)
        aggregation, network = self.job["aggregation"], self.job["network"]
        kind = aggregation["mode"], aggregation["serverSees"], network["embeddings"], network["cut"]
        papers = network["preset"] in ("fedner", "cnn-clstm-crf") and not network.get("elmo")
        if kind != ("one-flight", "sum", "random", "word-cnn") or not papers:
            raise JobRefused("only mode F before a server that sees the sum, with hashed words and the paper's network")
        self.ring, self.rounds = aggregation["ring"], self.job["rounds"]
        self.min_platforms, self.size_unit = aggregation["minPlatforms"], aggregation["sizeUnit"]
        self.colluders = aggregation["colluders"]
        self.largest_examples = 2 * self.job["training"]["globalBatch"]
        self.tensors = self._tensors()
        self.sizes = [math.prod(shape) for _, shape, _ in self.tensors]
        self.coordinates = sum(self.sizes)
        self.words = GRADIENT + self.coordinates
        self.layout_digest = sha256(self._layout_bytes())
        self.layout = sha256(
            lab("layout", u32(self.words), u32(METRICS), sha256(self._network_bytes()), self.layout_digest)
        )

    def _tensors(self):
        """(name, shape, bound of the uniform start, None for zero)."""
        start = _with_rms(0.3 / math.sqrt(self.HASHES))
        tensors = [(f"word.hashed.{name}", (rows, self.WIDTH), start) for name, _, rows in self.FEATURES]
        words = len(self.FEATURES) * self.WIDTH + 10 + 50
        return tensors + [
            ("capitalisation.embedding", (8, 10), _with_rms(0.5)),
            ("character.embedding", (196, 30), _with_rms(0.5)),
            ("character.cnn.w", (3, 30, 50), _glorot(3 * 30, 3 * 50)),
            ("character.cnn.b", (50,), None),
            ("word.cnn.w", (3, words, 128), _glorot(3 * words, 3 * 128)),
            ("word.cnn.b", (128,), None),
        ]

    def _network_bytes(self):
        tables = b"".join(bytes([number]) + u32(rows) + u32(self.WIDTH) for _, number, rows in self.FEATURES)
        words = bytes([1, len(self.FEATURES)]) + tables + bytes([self.HASHES]) + f64(self.FORM_DROPOUT)
        sizes = b"".join(u32(n) for n in (10, 196, 30, 20, 50, 3, 128, 3, 80))
        return words + sizes + f64(self.job["training"]["dropout"]) + b"\0"

    def _layout_bytes(self):
        out = len(self.tensors).to_bytes(2, "big")
        for name, shape, bound in self.tensors:
            out += len(name).to_bytes(2, "big") + name.encode() + bytes([len(shape)])
            out += b"".join(u32(n) for n in shape)
            out += b"\0" if bound is None else b"\1" + floats([bound])
        return out

    def parameters(self) -> bytes:
        """The epoch's parameters, the only ones under which this job is summed."""
        return (
            b"F\2" + bytes([self.ring]) + self.min_platforms.to_bytes(2, "big")
            + self.colluders.to_bytes(2, "big") + u32(self.size_unit) + u32(self.words)
            + u32(self.largest_examples) + self.layout + self.digest + u32(0) + u32(0) + b"\1"
        )

    def capacity_bits(self, members):
        largest = (2**31 - 1 if self.ring == 32 else 2**60 - 1) // members
        return largest.bit_length() - 1

    def rate(self, model_round):
        optimizer = self.job["training"]["optimizer"]
        progress = 0 if self.rounds == 1 else min(1.0, model_round / float(self.rounds - 1))
        return optimizer["learningRate"] * (1 - (1 - 0.05) * progress)

    def seed(self, purpose) -> bytes:
        seed = (self.job["seed"] % 2**64).to_bytes(8, "big")
        return sha256(lab("seed", seed, purpose.encode() + b"\n"))[:8]


class SharedState:
    """Parameters, Adam's moments, exponents. Every value is a binary32 that the same operations give everywhere."""

    def __init__(self, terms: Terms):
        """The state before the first round."""
        self.terms, self.model_round = terms, 0
        self.values = array("f")
        for (name, _, bound), size in zip(terms.tensors, terms.sizes):
            self.values.extend(_uniform(terms.seed("shared module"), name, size, bound))
        self.first, self.second = array("f", bytes(4 * terms.coordinates)), array("f", bytes(4 * terms.coordinates))
        narrow = terms.ring == 32
        self._headroom = 6 if narrow else 20
        start = terms.capacity_bits(terms.min_platforms) - (12 if narrow else 24)
        self.exponents = [start] * len(terms.sizes)

    @staticmethod
    def decode(terms: Terms, data: bytes) -> "SharedState":
        state, n = SharedState(terms), terms.coordinates
        module = data[4 : 4 + int.from_bytes(data[:4], "big")]
        state.model_round = int.from_bytes(module[42:50], "big")
        parts = [struct.unpack_from(f">{n}f", module, 62 + 4 * n * i) for i in range(3)]
        state.values, state.first, state.second = (array("f", part) for part in parts)
        state.exponents = list(struct.unpack_from(f">{len(terms.sizes)}i", data, 4 + len(module) + 4))
        if state.encode() != data:
            raise JobRefused("a state of another job, or none")
        return state

    def encode(self) -> bytes:
        module = (
            b"FEDNERSS\0\1" + self.terms.layout_digest + 2 * u64(self.model_round) + u32(self.terms.coordinates)
            + floats(self.values) + floats(self.first) + floats(self.second)
        )
        exponents = struct.pack(f">{len(self.exponents)}i", *self.exponents)
        return u32(len(module)) + module + u32(len(self.exponents)) + exponents

    def digest(self) -> bytes:
        return sha256(self.encode())

    def model_digest(self) -> bytes:
        """Of the parameters alone: what reports call sharedModelSha256."""
        return sha256(self.terms.layout_digest, floats(self.values))

    def apply(self, total, members):
        """One verified sum: decode, step, exponents."""
        if total[0] < 1 or total[1] < 0:
            raise Implausible(f"{total[0]} examples, {total[1]} of their coordinates clipped")
        gradient = self._mean(total)
        self._adam(gradient, self.terms.rate(self.model_round))
        self.model_round += 1
        self._move_exponents(total, members)

    def _mean(self, total):
        mean, at = array("f"), GRADIENT
        for size, exponent in zip(self.terms.sizes, self.exponents):
            factor = math.ldexp(1.0, -exponent) / total[0]
            mean.extend([word * factor for word in total[at : at + size]])
            at += size
        return mean

    def _adam(self, gradient, rate):
        """In binary32, one rounding after each operation: a list is computed in double, and an array("f") rounds it."""
        step = self.model_round + 1
        correction1, correction2 = 1 - math.pow(0.9, step), math.sqrt(1 - math.pow(0.999, step))
        scale, epsilon = single(rate * correction2 / correction1), single(1e-8 * correction2)
        keep1, take1, keep2, take2 = single(0.9), single(1 - 0.9), single(0.999), single(1 - 0.999)
        grain = single(1e-30)

        def moment(kept, taken):
            moved = array("f", [a + b for a, b in zip(kept, taken)])
            raised = array("f", [a + grain for a in moved])
            return array("f", [a - grain for a in raised])

        kept = array("f", [keep1 * m for m in self.first])
        self.first = moment(kept, array("f", [take1 * g for g in gradient]))
        kept = array("f", [keep2 * v for v in self.second])
        once = array("f", [take2 * g for g in gradient])
        self.second = moment(kept, array("f", [t * g for t, g in zip(once, gradient)]))
        above = array("f", [scale * m for m in self.first])
        roots = array("f", [math.sqrt(v) for v in self.second])
        below = array("f", [r + epsilon for r in roots])
        moves = array("f", [a / b for a, b in zip(above, below)])
        self.values = array("f", [x - move for x, move in zip(self.values, moves)])

    def _move_exponents(self, total, members):
        bits, at, peaks = self.terms.capacity_bits(members), GRADIENT, []
        for size in self.terms.sizes:
            words = total[at : at + size]
            peaks.append(max(max(words), -min(words) - 1, 0).bit_length())
            at += size
        any_full = any(peak >= bits for peak in peaks)
        for i, peak in enumerate(peaks):
            gap = bits - self._headroom - peak if peak else 0
            change = max(gap, -16) if gap < 0 else min(gap // 2, 4)
            if total[1] and (not any_full or peak >= bits):
                change = min(change, -8)
            self.exponents[i] = max(-64, min(100, self.exponents[i] + change))


def _uniform(seed, name, size, bound):
    if bound is None:
        return [0.0] * size
    key, values = sha256(b"fedner init v1", seed, name.encode()), []
    for block in range((size + 7) // 8):
        for word in struct.unpack(">8I", sha256(key, u32(block))):
            values.append((2 * ((word >> 8) * 2.0**-24) - 1) * bound)
    return values[:size]
