"""Every number of docs/protocol.md's section "Vectors", computed from the page; then the frames of the codec's tests.

    python3 vectors.py docs/protocol.md frames.txt bad_frames.txt

A number on the page that nothing here computes is a failure too.
"""

import re
import sys
from math import comb

import curves
import derivations as d
import mlkem
from curves import SigningKey
from enrolment import Succession
from masks import RoundMasking, combine, largest_word, polynomial, stream, to_wire, wrapped
from primitives import FIELD, Gcm, extract, keystream, lab, sha256
from shared import SharedState, Terms
from wire import TYPES, Malformed, Message

ONE, TWO = bytes(15) + b"\1", bytes(15) + b"\2"
H_E, KAPPA = sha256(b"test transcript"), sha256(b"kappa")
# RFC 7748, section 6.1
ALICE = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
BOB = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")


class Computed:
    """What was computed, as the page writes it."""

    def __init__(self):
        self.texts = []

    def add(self, *values):
        self.texts += [v.hex() if isinstance(v, bytes) else str(v) for v in values]


def agreement():
    own = curves.x25519(ALICE, curves.x25519(BOB, curves.X25519_BASE))
    assert own == curves.x25519(BOB, curves.x25519(ALICE, curves.X25519_BASE))
    return own


def context():
    return d.context(H_E, 0, 0, b"F", [ONE, TWO], sha256(b"theta"), sha256(b"layout"))


def first_vectors(out):
    prk, c = extract(H_E, agreement()), context()
    chain = d.first_chain_key(prk, ONE, TWO)
    seed = d.mask_seed(d.masking_key(chain, 0), c)
    out.add(prk, chain, d.next_chain_key(chain, 0), c, seed, keystream(seed, 32), *stream(seed, 8, 32))
    x_a, x_b = [1, -2, 3, 2**31 - 1, -(2**31)], [10, 20, -30, 0, 5]
    out.add(polynomial(x_a, 0x123456789ABCDEF), "123456789abcdef")
    both_members(out, chain, x_a, x_b, 32)
    return prk


def both_members(out, chain, x_a, x_b, bits):
    """Masks, tags, and what everyone checks."""
    of_a = RoundMasking(context(), 0, ONE, [ONE, TWO], KAPPA, {TWO: chain}, bits)
    of_b = RoundMasking(context(), 0, TWO, [ONE, TWO], KAPPA, {ONE: chain}, bits)
    (y_a, t_a), (y_b, t_b) = of_a.mask(x_a), of_b.mask(x_b)
    out.add(*y_a, *t_a, *t_b)
    if bits == 32:
        out.add(*y_b)
    total, tag = combine(y_a, y_b, 1, bits), [(a + b) % FIELD for a, b in zip(t_a, t_b)]
    assert total == wrapped([a + b for a, b in zip(x_a, x_b)], bits)
    assert of_a.accepts(total, tag) and of_b.accepts(total, tag)
    assert not of_a.accepts([total[0] + 1] + total[1:], tag)
    assert not of_a.accepts(total, [tag[0], tag[1] ^ 1])


def hybrid(out):
    x = agreement()
    ek_1, dk_1 = mlkem.keys(b"\xa1" * 64)
    ek_2, dk_2 = mlkem.keys(b"\xb2" * 64)
    assert mlkem.is_key(ek_1) and not mlkem.is_key(b"\xff" * 1184)
    to_2, to_1 = mlkem.encapsulate(ek_2, b"\xa3" * 32), mlkem.encapsulate(ek_1, b"\xb4" * 32)
    assert mlkem.decapsulate(dk_2, to_2[1]) == to_2[0] and mlkem.decapsulate(dk_1, to_1[1]) == to_1[0]
    assert mlkem.decapsulate(dk_1, to_2[1]) != to_2[0]
    out.add(to_2[0], sha256(to_2[1]), to_1[0], sha256(to_1[1]))
    for (ss, ciphertext), sender, recipient in ((to_2, ONE, TWO), (to_1, TWO, ONE)):
        key = d.link_key(d.link_prk(H_E, x, ss), sender, recipient)
        aad = d.link_aad(H_E, sender, recipient, ciphertext)
        sealed = Gcm(key).seal(d.ZERO_NONCE, aad, b"\7" * 32)
        assert Gcm(key).open(d.ZERO_NONCE, aad, sealed) == b"\7" * 32
        out.add(key, sealed)
    prk = d.pair_prk(H_E, x, to_2, to_1)
    out.add(prk, d.first_chain_key(prk, ONE, TWO))
    out.add(d.confirmation(prk, ONE, TWO, H_E), d.confirmation(prk, TWO, ONE, H_E))


def field_mask(out, prk):
    mk = d.masking_key(d.first_chain_key(prk, ONE, TWO), 0)
    seed = d.field_mask_seed(mk, context())
    words = [w % 2**64 % FIELD for w in stream(seed, 4, 64)]
    out.add(seed, *words)


def recovering(out, prk):
    b = d.limbs([1, 2, 3, 4, 5])
    out.add(*stream(d.self_mask_key(b, context()), 4, 32), *d.self_pads(b, context()))
    out.add(d.self_commitment(H_E, 7, ONE, b), d.pairs_commitment(H_E, 7, ONE, b))
    out.add(d.deposit(b, H_E, 7, ONE, [b"\1" * 32, b"\2" * 32]))
    to_two, to_one = d.ack_key(prk, ONE, TWO), d.ack_key(prk, TWO, ONE)
    out.add(to_two, *(d.ack_tag(key, context(), [ONE, TWO]) for key in (to_two, to_one)))
    share = d.limbs([1, 2, 3, 4, 5]) + d.limbs([6, 7, 8, 9, FIELD - 1])
    out.add(d.sealed_share(prk, H_E, 7, ONE, TWO, share))


def wide(out, prk):
    chain = d.first_chain_key(prk, ONE, TWO)
    out.add(*stream(d.mask_seed(d.masking_key(chain, 0), context()), 4, 64))
    both_members(
        out, chain, [1, -2, 3, 2**59 - 1, -(2**59)], [10, 20, -30, 2**59, -(2**59) + 1], 64
    )
    key = d.blind_key(KAPPA, context())
    out.add(key, keystream(key, 32), d.state_name(KAPPA, sha256(b"theta")))


def dummies(out, prk):
    """Mode D: two members' public inputs of five ring words and two field words, masked."""
    c = d.context(H_E, 0, 0, b"D", [ONE, TWO], sha256(b"theta"), sha256(b"layout"))
    mk = d.masking_key(d.first_chain_key(prk, ONE, TWO), 0)
    seed, field_seed, pads = d.mask_seed(mk, c), d.field_mask_seed(mk, c), d.tag_pads(mk, c)
    points = d.tag_points(KAPPA, c)
    out.add(c, seed, field_seed, *pads, *points)
    for own, sign in ((ONE, 1), (TWO, -1)):
        shifts = d.tag_shifts(KAPPA, c, own)
        drawn = [w % 2**64 for w in stream(sha256(lab("dummy", c, own)), 7, 64)]
        x, u = [dummy_word(w, 32) for w in drawn[:5]], [w % FIELD for w in drawn[5:]]
        y = combine(x, stream(seed, 5, 32), sign, 32)
        v = [(a + sign * (w % 2**64)) % FIELD for a, w in zip(u, stream(field_seed, 2, 64))]
        tag = [(polynomial(x + u, points[i]) + shifts[i] + sign * pads[i]) % FIELD for i in (0, 1)]
        out.add(*shifts, *x, *u, *y, *tag, sha256(to_wire(y, 32) + d.limbs(v)))
        if own == ONE:
            out.add(*(dummy_word(w, 64) for w in drawn[:3]))


def dummy_word(w, bits):
    bound = largest_word(bits, 2)
    return w * (2 * bound + 1) // 2**64 - bound


def shared_state(out, page):
    """The job of the page, its states, and the step from one to the next."""
    job = re.search(r"^\{.name.*\}$", page, re.M).group().encode() + b"\n"
    terms = Terms(job)
    state = SharedState(terms)
    out.add(terms.digest, terms.layout, terms.words, 200001, 100000)
    for round_, exponent in enumerate((17, 20, 23)):
        if round_:
            total = [6, 0, 100] + [(7919 * k + round_ - 1) % 200001 - 100000 for k in range(3, terms.words)]
            state.apply(total, 3)
        assert set(state.exponents) == {exponent}
        out.add(state.digest(), state.model_digest())
    assert SharedState.decode(terms, state.encode()).digest() == state.digest()


def succession(out):
    """The authority's key of seed zero is succeeded by that of seed 01 and zeros."""
    old, new = SigningKey(bytes(32)), SigningKey(b"\1" + bytes(31))
    statement = Succession.stated(old, new, 1, 864000, 3456000)
    signed = Succession.signed(statement, old, new)
    assert Succession(signed).holds()
    for at in range(len(signed)):
        assert not Succession(signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]).holds(), at
    out.add(statement[:16], sha256(statement), signed[128:192], signed[192:], 864000, 3456000)


def degree(n, colluding):
    """k of mode F, "How many": exact integers, both sides multiplied out."""
    f = max(colluding, -(-n // 5))
    for h in range(1, n):
        if 2 * h >= n - 1:
            return n - 1
        ways = comb(n - 2 * h, f - 2 * h) if f >= 2 * h else 0
        if n * (n - 2 * h - 1) * ways << 40 <= 2 * comb(n, f):
            return 2 * h


def degrees(page):
    for n, stated in ((100, "k = 18, 26, 38 for n = 100"), (1000, "26, 36, 58 for n = 1000")):
        found = ", ".join(str(degree(n, n // part)) for part in (5, 3, 2))
        assert found in stated and stated in page, (n, found)


def frames(good, bad):
    """Good ones come back byte for byte, bad ones are refused; types that are not spoken are passed over."""
    count = 0
    for path, accepted in ((good, True), (bad, False)):
        for line in open(path, encoding="ascii"):
            if line.startswith("#"):
                continue
            name, text = line.split()
            if accepted and int(text[:2], 16) not in TYPES.values():
                continue
            try:
                again = Message.decode(bytes.fromhex(text)).encoded_again().hex()
            except Malformed:
                again = None
            assert (again == text) == accepted, name
            count += 1
    return count


def main(page_path, good, bad):
    page = open(page_path, encoding="utf-8").read()
    section = page[page.index("\n## Vectors") : page.index("\n## Not built yet")].replace("−", "-")
    on_page = re.findall(r"(?<![\w.-])-?(?:[0-9a-f]{15,}|\d{6,})(?!\w)", section.replace("0x", ""))
    out = Computed()
    prk = first_vectors(out)
    hybrid(out)
    field_mask(out, prk)
    recovering(out, prk)
    wide(out, prk)
    dummies(out, prk)
    shared_state(out, page)
    succession(out)
    unknown = [text for text in on_page if text not in out.texts]
    missing = [text for text in out.texts if text not in on_page and len(text) > 5]
    assert not unknown, f"on the page, and not computed by any function of this file: {unknown}"
    assert not missing, f"computed, and not on the page: {missing}"
    degrees(page)
    print(f"{len(on_page)} numbers of the page and {frames(good, bad)} frames agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
