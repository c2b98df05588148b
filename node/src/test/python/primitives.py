"""docs/protocol.md, "Notation and pieces": labels, HKDF, AES-256 in two modes, the field."""

import hashlib
import hmac
import subprocess

FIELD = 2**61 - 1


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def lab(name: str, *parts: bytes) -> bytes:
    return b"hsa1 " + name.encode() + b"\0" + b"".join(parts)


def hmac256(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def extract(salt: bytes, secret: bytes) -> bytes:
    return hmac256(salt, secret)


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    block, out = b"", b""
    while len(out) < length:
        block = hmac256(prk, block + info + bytes([len(out) // 32 + 1]))
        out += block
    return out[:length]


def elements(data: bytes):
    """Field elements: 128 derived bits each, big-endian, mod p."""
    return [int.from_bytes(data[i : i + 16], "big") % FIELD for i in range(0, len(data), 16)]


# ---------------------------------------------------------------- AES-256 (FIPS 197), encryption only

def _double(x):
    return (x << 1 ^ 0x11B) & 0xFF if x & 0x80 else x << 1


def _sbox():
    box, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= _double(p)  # times 3
        for shift in (1, 2, 4):
            q ^= q << shift
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09  # divided by 3
        rotated = [(q << i | q >> 8 - i) & 0xFF for i in range(5)]
        box[p] = rotated[0] ^ rotated[1] ^ rotated[2] ^ rotated[3] ^ rotated[4] ^ 0x63
        if p == 1:
            return box


SBOX = _sbox()
# One byte's way through SubBytes and MixColumns, a column of four bytes each.
_COLUMN = [(_double(s) << 24 | s << 16 | s << 8 | s ^ _double(s)) for s in SBOX]
_TABLES = [[(c >> 8 * i | c << 32 - 8 * i) & 0xFFFFFFFF for c in _COLUMN] for i in range(4)]


class Aes256:
    ROUNDS = 14

    def __init__(self, key: bytes):
        words = [int.from_bytes(key[4 * i : 4 * i + 4], "big") for i in range(8)]
        rcon = 1
        while len(words) < 4 * (self.ROUNDS + 1):
            w, i = words[-1], len(words)
            if i % 8 == 0:
                w = self._substitute((w << 8 | w >> 24) & 0xFFFFFFFF) ^ rcon << 24
                rcon = _double(rcon)
            elif i % 8 == 4:
                w = self._substitute(w)
            words.append(words[-8] ^ w)
        self._words = words

    @staticmethod
    def _substitute(w):
        return SBOX[w >> 24] << 24 | SBOX[w >> 16 & 255] << 16 | SBOX[w >> 8 & 255] << 8 | SBOX[w & 255]

    def encrypt(self, block: bytes) -> bytes:
        k, (t0, t1, t2, t3) = self._words, _TABLES
        s = [int.from_bytes(block[4 * i : 4 * i + 4], "big") ^ k[i] for i in range(4)]
        for r in range(4, 4 * self.ROUNDS, 4):
            s = [
                t0[s[i] >> 24] ^ t1[s[i + 1 & 3] >> 16 & 255] ^ t2[s[i + 2 & 3] >> 8 & 255]
                ^ t3[s[i + 3 & 3] & 255] ^ k[r + i]
                for i in range(4)
            ]
        last = 4 * self.ROUNDS
        out = b""
        for i in range(4):
            w = s[i] & 0xFF000000 | s[i + 1 & 3] & 0xFF0000 | s[i + 2 & 3] & 0xFF00 | s[i + 3 & 3] & 0xFF
            out += (self._substitute(w) ^ k[last + i]).to_bytes(4, "big")
        return out


LONGEST_PURE = 1 << 14


def keystream(key: bytes, length: int) -> bytes:
    """AES-256-CTR with zero IV; by the openssl command where plain Python would take seconds."""
    if length <= LONGEST_PURE:
        aes = Aes256(key)
        blocks = (aes.encrypt(i.to_bytes(16, "big")) for i in range((length + 15) // 16))
        return b"".join(blocks)[:length]
    # The key is seen by whoever lists this machine's processes: a test's key, and nobody else's.
    command = ["openssl", "enc", "-aes-256-ctr", "-K", key.hex(), "-iv", "0" * 32]
    return subprocess.run(command, input=bytes(length), stdout=subprocess.PIPE, check=True).stdout


# ---------------------------------------------------------------- AES-256-GCM (NIST SP 800-38D), nonces of 12 bytes

def _ghash(h, data):
    y = 0
    for at in range(0, len(data), 16):
        x, v = y ^ int.from_bytes(data[at : at + 16], "big"), h
        y = 0
        for bit in range(127, -1, -1):
            if x >> bit & 1:
                y ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
    return y


def _padded(data):
    return data + bytes(-len(data) % 16)


class SealBroken(Exception):
    """The seal does not open under this key and associated data."""


class Gcm:
    def __init__(self, key: bytes):
        self._aes = Aes256(key)
        self._h = int.from_bytes(self._aes.encrypt(bytes(16)), "big")

    def _counter(self, nonce, data):
        stream = (self._aes.encrypt(nonce + (i + 2).to_bytes(4, "big")) for i in range((len(data) + 15) // 16))
        return bytes(a ^ b for a, b in zip(data, b"".join(stream)))

    def _tag(self, nonce, aad, sealed):
        lengths = (8 * len(aad)).to_bytes(8, "big") + (8 * len(sealed)).to_bytes(8, "big")
        digest = _ghash(self._h, _padded(aad) + _padded(sealed) + lengths)
        mask = int.from_bytes(self._aes.encrypt(nonce + b"\0\0\0\1"), "big")
        return (digest ^ mask).to_bytes(16, "big")

    def seal(self, nonce: bytes, aad: bytes, plain: bytes) -> bytes:
        sealed = self._counter(nonce, plain)
        return sealed + self._tag(nonce, aad, sealed)

    def open(self, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
        if not hmac.compare_digest(self._tag(nonce, aad, sealed[:-16]), sealed[-16:]):
            raise SealBroken
        return self._counter(nonce, sealed[:-16])
