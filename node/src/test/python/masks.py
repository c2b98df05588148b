"""docs/protocol.md, "Rounds": words of the ring, masks, the two-point tag. A vector is a list of signed words."""

import sys
from array import array

import derivations as d
from primitives import FIELD, keystream

_TYPES = {32: "i", 64: "q"}


def _words(data: bytes, bits: int, order: str) -> array:
    words = array(_TYPES[bits], data)
    if sys.byteorder != order:
        words.byteswap()
    return words


def from_wire(data: bytes, bits: int):
    """Words as they travel: big-endian, read as signed."""
    return _words(data, bits, "big").tolist()


def to_wire(words, bits: int) -> bytes:
    out = array(_TYPES[bits], words)
    if sys.byteorder != "big":
        out.byteswap()
    return out.tobytes()


def stream(key: bytes, count: int, bits: int):
    """Words of a keystream: little-endian."""
    return _words(keystream(key, count * bits // 8), bits, "little").tolist()


def wrapped(words, bits: int):
    """Each number as the signed word that is equal modulo 2^bits."""
    half, mask = 1 << bits - 1, (1 << bits) - 1
    return [((w + half) & mask) - half for w in words]


def combine(words, others, sign: int, bits: int):
    return wrapped([w + sign * o for w, o in zip(words, others)], bits)


def polynomial(words, point: int) -> int:
    """Sum over k of lift(word k) point^(k+1), by Horner's rule."""
    total = 0
    for w in reversed(words):
        total = (total + w) * point % FIELD
    return total


def largest_word(bits: int, members: int) -> int:
    return (2**31 - 1 if bits == 32 else 2**60 - 1) // members


class RoundMasking:
    """One member's masks and tags of one attempt; `chains`: by neighbour, the key for this round."""

    def __init__(self, c, round_, own, members, kappa, chains, bits):
        self.bits, self.own, self.members = bits, own, members
        self._points = d.tag_points(kappa, c)
        self._shifts = {member: d.tag_shifts(kappa, c, member) for member in members}
        self._pairs = []  # sign, mask key, pads
        for other, chain in chains.items():
            mk = d.masking_key(chain, round_)
            self._pairs.append((1 if own < other else -1, d.mask_seed(mk, c), d.tag_pads(mk, c)))

    def mask(self, x):
        """y_i and t_i."""
        y = x
        for sign, seed, _ in self._pairs:
            y = combine(y, stream(seed, len(x), self.bits), sign, self.bits)
        tag = []
        for i in (0, 1):
            pads = sum(sign * pair[i] for sign, _, pair in self._pairs)
            tag.append((polynomial(x, self._points[i]) + self._shifts[self.own][i] + pads) % FIELD)
        return y, tag

    def accepts(self, total, tag) -> bool:
        if self.bits == 64 and any(abs(w) > 2**60 - 1 for w in total):
            return False
        return all(
            (tag[i] - sum(shifts[i] for shifts in self._shifts.values())) % FIELD
            == polynomial(total, self._points[i])
            for i in (0, 1)
        )
