"""docs/protocol.md, "Epoch", "Rounds", "A server that sees nothing": every digest, key and pad."""

from primitives import Gcm, elements, expand, extract, hmac256, lab, sha256

ZERO_NONCE = bytes(12)


def u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


def u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


# ---------------------------------------------------------------- Epoch

def epoch_digest(federation, epoch, nonce, parameters, signed_roster, members) -> bytes:
    """E; the roster with the authority's signature, as it travels in ROSTER."""
    return sha256(
        lab("epoch", federation, u64(epoch), nonce, sha256(parameters), sha256(signed_roster), sha256(*members))
    )


def commitment(e, platform, contribution) -> bytes:
    return sha256(lab("kc", e, platform, contribution))


def transcript(e, keys) -> bytes:
    """h_e: over whole KEYS, signatures included, in the order of ids."""
    return sha256(lab("transcript", e, *keys))


def link_prk(h_e, x, ss) -> bytes:
    return extract(h_e, x + ss)


def link_key(prk, sender, recipient) -> bytes:
    return expand(prk, lab("enc", sender, recipient), 32)


def link_aad(h_e, sender, recipient, ciphertext) -> bytes:
    return lab("link", h_e, sender, recipient, sha256(ciphertext))


def pair_prk(h_e, x, low, high) -> bytes:
    """low, high: (ss, ciphertext) of the lower id's encapsulation and of the higher one's."""
    return extract(h_e, x + low[0] + high[0] + sha256(low[1], high[1]))


def group_secret(h_e, contributions) -> bytes:
    return sha256(lab("kappa", h_e, *contributions))


def confirmation(prk, sender, recipient, h_e) -> bytes:
    return hmac256(expand(prk, lab("confirm", sender, recipient), 32), h_e)[:16]


def first_chain_key(prk, low, high) -> bytes:
    return expand(prk, lab("chain", low, high), 32)


# ---------------------------------------------------------------- Rounds

def context(h_e, round_, attempt, mode, members, state, layout) -> bytes:
    """C; in mode R the participants stand for the members."""
    return sha256(
        lab("round", h_e, u64(round_), u32(attempt), mode, sha256(*members), state, layout)
    )


def masking_key(chain_key, round_) -> bytes:
    return hmac256(chain_key, b"\x01" + u64(round_))


def next_chain_key(chain_key, round_) -> bytes:
    return hmac256(chain_key, b"\x02" + u64(round_))


def mask_seed(mk, c) -> bytes:
    return expand(mk, lab("mask", c), 32)


def field_mask_seed(mk, c) -> bytes:
    return expand(mk, lab("rmask", c), 32)


def tag_pads(mk, c):
    """f_ij: two field elements."""
    return elements(expand(mk, lab("fmask", c), 32))


def _tag_element(kappa, c, platform, number):
    return elements(expand(kappa, lab("tag", c, platform, bytes([number])), 16))[0]


def tag_points(kappa, c):
    """alpha: the id of nobody."""
    return [_tag_element(kappa, c, bytes(16), number) for number in (1, 2)]


def tag_shifts(kappa, c, platform):
    """beta."""
    return [_tag_element(kappa, c, platform, number) for number in (1, 2)]


SIZE_LAYOUT = sha256(lab("layout", b"s"))


def state_after(state, words: bytes) -> bytes:
    """After a verified training round; words as they travel, without their length."""
    return sha256(state, sha256(words))


# ---------------------------------------------------------------- A server that sees nothing

def blind_key(kappa, c) -> bytes:
    return expand(kappa, lab("blind", c), 32)


def state_name(kappa, digest) -> bytes:
    return expand(kappa, lab("state", digest), 32)


# ---------------------------------------------------------------- Mode R: what the page has vectors of

def limbs(values) -> bytes:
    """Five field elements of 8 bytes each."""
    return b"".join(u64(v) for v in values)


def self_mask_key(b, c) -> bytes:
    return expand(sha256(b), lab("self", c), 32)


def self_pads(b, c):
    return elements(expand(sha256(b), lab("fself", c), 32))


def self_commitment(h_e, round_, platform, b) -> bytes:
    return sha256(lab("bc", h_e, u64(round_), platform), b)


def pairs_commitment(h_e, round_, platform, d) -> bytes:
    return sha256(lab("dc", h_e, u64(round_), platform), d)


def deposit(d, h_e, round_, platform, masking_keys) -> bytes:
    key = expand(sha256(d), lab("deposit", h_e, u64(round_), platform), 32)
    return Gcm(key).seal(ZERO_NONCE, b"", b"".join(masking_keys))


def ack_key(prk, sender, recipient) -> bytes:
    return expand(prk, lab("ack", sender, recipient), 32)


def ack_tag(key, c, survivors) -> bytes:
    return hmac256(key, c + sha256(*survivors))[:16]


def sealed_share(prk, h_e, round_, sender, recipient, share) -> bytes:
    key = expand(prk, lab("deal", sender, recipient), 32)
    aad = lab("share", h_e, u64(round_), sender, recipient)
    return Gcm(key).seal(b"\x01\0\0\0" + u64(round_), aad, share)
