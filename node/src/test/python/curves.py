"""X25519 (RFC 7748) and Ed25519 (RFC 8032) in plain integers. Slow, not constant in time: for tests only."""

import hashlib

P = 2**255 - 19


# ---------------------------------------------------------------- X25519

def x25519(scalar: bytes, point: bytes) -> bytes:
    """RFC 7748, section 5: the Montgomery ladder."""
    k = int.from_bytes(scalar, "little")
    k = (k & ~7 & (2**254 - 1)) | 2**254
    u = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


X25519_BASE = (9).to_bytes(32, "little")


# ---------------------------------------------------------------- Ed25519

ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _decode(encoded):
    """A point in its one encoding, or None."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = None if y >= P else _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _encode(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _recover_x(_BASE_Y, 0)
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def _hash_to_scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


class SigningKey:
    """From a seed of 32 bytes."""

    def __init__(self, seed: bytes):
        digest = hashlib.sha512(seed).digest()
        self._scalar = (int.from_bytes(digest[:32], "little") & ~7 & (2**254 - 1)) | 2**254
        self._prefix = digest[32:]
        self.public = _encode(_multiply(self._scalar, BASE))

    def sign(self, message: bytes) -> bytes:
        r = _hash_to_scalar(self._prefix, message)
        point = _encode(_multiply(r, BASE))
        s = (r + _hash_to_scalar(point, self.public, message) * self._scalar) % ORDER
        return point + s.to_bytes(32, "little")


class VerifyingKey:
    """Section "Notation and pieces": keys of prime order only, S canonical."""

    def __init__(self, encoded: bytes):
        point = _decode(encoded)
        if point is None or _same(point, (0, 1, 1, 0)) or not _same(_multiply(ORDER, point), (0, 1, 1, 0)):
            raise ValueError("not an Ed25519 key of prime order")
        self.encoded = encoded
        self._point = point

    def verifies(self, message: bytes, signature: bytes) -> bool:
        r, s = _decode(signature[:32]), int.from_bytes(signature[32:], "little")
        if len(signature) != 64 or r is None or s >= ORDER:
            return False
        k = _hash_to_scalar(signature[:32], self.encoded, message)
        return _same(_multiply(s, BASE), _add(r, _multiply(k, self._point)))
