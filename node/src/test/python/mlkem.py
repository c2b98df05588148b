"""ML-KEM-768 (FIPS 203), algorithm by algorithm. Not constant in time: for tests only."""

import hashlib
import hmac

Q, N, K, ETA, DU, DV = 3329, 256, 3, 2, 10, 4


def _reverse7(i):
    return int(f"{i:07b}"[::-1], 2)


ZETAS = [pow(17, _reverse7(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * _reverse7(i) + 1, Q) for i in range(128)]
INVERSE_128 = pow(128, Q - 2, Q)


def _ntt(f):  # algorithm 9
    f, i, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            zeta, i = ZETAS[i], i + 1
            for j in range(start, start + length):
                t = zeta * f[j + length] % Q
                f[j + length], f[j] = (f[j] - t) % Q, (f[j] + t) % Q
        length //= 2
    return f


def _inverse_ntt(f):  # algorithm 10
    f, i, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            zeta, i = ZETAS[i], i - 1
            for j in range(start, start + length):
                t = f[j]
                f[j], f[j + length] = (t + f[j + length]) % Q, zeta * (f[j + length] - t) % Q
        length *= 2
    return [x * INVERSE_128 % Q for x in f]


def _product(f, g):  # algorithms 11 and 12
    h = []
    for i in range(128):
        a0, a1, b0, b1 = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h += [(a0 * b0 + a1 * b1 * GAMMAS[i]) % Q, (a0 * b1 + a1 * b0) % Q]
    return h


def _sum(f, g):
    return [(a + b) % Q for a, b in zip(f, g)]


def _dot(fs, gs):
    total = [0] * N
    for f, g in zip(fs, gs):
        total = _sum(total, _product(f, g))
    return total


def _pack(f, bits):  # algorithm 5
    return sum(x << bits * i for i, x in enumerate(f)).to_bytes(32 * bits, "little")


def _unpack(data, bits):  # algorithm 6, without the reduction
    number, mask = int.from_bytes(data, "little"), (1 << bits) - 1
    return [number >> bits * i & mask for i in range(N)]


def _compress(f, bits):
    return [((x << bits) + Q // 2) // Q % (1 << bits) for x in f]


def _decompress(f, bits):
    return [(x * Q + (1 << bits - 1)) >> bits for x in f]


def _uniform(seed):  # algorithm 7
    stream, f, at = hashlib.shake_128(seed).digest(168 * 8), [], 0
    while len(f) < N:
        a, b, c = stream[at : at + 3]
        f += [d for d in (a + 256 * (b % 16), b // 16 + 16 * c) if d < Q]
        at += 3
    return f[:N]


def _small(seed, nonce):  # algorithm 8
    number = int.from_bytes(hashlib.shake_256(seed + bytes([nonce])).digest(64 * ETA), "little")
    nibbles = [number >> 4 * i & 15 for i in range(N)]
    return [((x & 1) + (x >> 1 & 1) - (x >> 2 & 1) - (x >> 3)) % Q for x in nibbles]


def _matrix(rho):
    return [[_uniform(rho + bytes([j, i])) for j in range(K)] for i in range(K)]


def _hash(data):
    return hashlib.sha3_256(data).digest()


def keys(seed: bytes):
    """Algorithms 13 and 16, from d and z: (encapsulation key of 1184 bytes, decapsulation key)."""
    d, z = seed[:32], seed[32:]
    g = hashlib.sha3_512(d + bytes([K])).digest()
    rho, sigma = g[:32], g[32:]
    s = [_ntt(_small(sigma, i)) for i in range(K)]
    e = [_ntt(_small(sigma, K + i)) for i in range(K)]
    t = [_sum(_dot(row, s), e[i]) for i, row in enumerate(_matrix(rho))]
    ek = b"".join(_pack(f, 12) for f in t) + rho
    return ek, (s, ek, z)


def is_key(ek: bytes) -> bool:
    """Section 7.2: of the right length, no coefficient of q or more."""
    return len(ek) == 384 * K + 32 and all(
        x < Q for i in range(K) for x in _unpack(ek[384 * i : 384 * (i + 1)], 12)
    )


def _encrypt(ek, message, r):  # algorithm 14
    t = [_unpack(ek[384 * i : 384 * (i + 1)], 12) for i in range(K)]
    matrix = _matrix(ek[384 * K :])
    y = [_ntt(_small(r, i)) for i in range(K)]
    u = [
        _sum(_inverse_ntt(_dot([matrix[j][i] for j in range(K)], y)), _small(r, K + i)) for i in range(K)
    ]
    mu = _decompress(_unpack(message, 1), 1)
    v = _sum(_sum(_inverse_ntt(_dot(t, y)), _small(r, 2 * K)), mu)
    return b"".join(_pack(_compress(f, DU), DU) for f in u) + _pack(_compress(v, DV), DV)


def encapsulate(ek: bytes, message: bytes):
    """Algorithm 17, from m: (shared secret, ciphertext of 1088 bytes)."""
    g = hashlib.sha3_512(message + _hash(ek)).digest()
    return g[:32], _encrypt(ek, message, g[32:])


def decapsulate(dk, ciphertext: bytes) -> bytes:
    """Algorithm 18: a ciphertext made for another key gives a random secret."""
    s, ek, z = dk
    size = 32 * DU
    u = [_decompress(_unpack(ciphertext[size * i : size * (i + 1)], DU), DU) for i in range(K)]
    v = _decompress(_unpack(ciphertext[size * K :], DV), DV)
    w = _inverse_ntt(_dot(s, [_ntt(f) for f in u]))
    message = _pack(_compress([(a - b) % Q for a, b in zip(v, w)], 1), 1)
    secret, again = encapsulate(ek, message)
    rejected = hashlib.shake_256(z + ciphertext).digest(32)
    return secret if hmac.compare_digest(again, ciphertext) else rejected
