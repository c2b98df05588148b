"""docs/protocol.md, "Frames and signatures": one strict codec, driven by a table that follows the page's."""

from primitives import FIELD, lab, sha256


class Malformed(Exception):
    """All failures of decoding are one."""


def need(holds, what="malformed"):
    if not holds:
        raise Malformed(what)


class Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, count):
        need(self.at + count <= len(self.data), "cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def uint(self, size):
        value = int.from_bytes(self.take(size), "big")
        need(value < 2**63, "2^63 or more")
        return value

    def vector(self, low, high, size):
        length = self.uint(size)
        need(low <= length <= high, "length out of bounds")
        return self.take(length)

    def at_end(self):
        return self.at == len(self.data)


# A kind of field is a pair of functions: read(Reader) -> value, write(value) -> bytes.

def fixed(size):
    return (lambda r: r.take(size)), (lambda v: v)


def uint(size, low=0, high=2**63 - 1):
    def read(r):
        value = r.uint(size)
        need(low <= value <= high, "number out of bounds")
        return value

    return read, lambda v: v.to_bytes(size, "big")


def _width(high):
    return next(n for n in (1, 2, 3, 4) if high < 256**n)


def opaque(low, high):
    size = _width(high)
    return (lambda r: r.vector(low, high, size)), (lambda v: len(v).to_bytes(size, "big") + v)


def listed(kind, high, low=0, check=lambda values: True):
    """A vector of elements of one kind."""
    read_all, write_all = opaque(low, high)

    def read(r):
        inner, values = Reader(read_all(r)), []
        while not inner.at_end():
            values.append(kind[0](inner))
        need(check(values), "order or repetition")
        return values

    return read, lambda values: write_all(b"".join(kind[1](v) for v in values))


def _increasing(values):
    return all(a < b for a, b in zip(values, values[1:]))


def ids():
    return listed(fixed(16), 2**16 - 1, check=_increasing)


def messages(type_name):
    """Whole messages of one type, which is looked at before the message is read."""
    read_all, write_all = opaque(1, 2**16 - 1)

    def read(r):
        data = read_all(r)
        need(data[0] == TYPES[type_name], "a list of another type")
        return Message.decode(data)

    return listed((read, lambda m: write_all(m.data)), 2**24 - 1)


def _read_standing(r):
    kind = r.uint(1)
    need(kind <= 2, "standing")
    if kind == 0:
        return (0,)
    if kind == 1:
        return 1, r.take(32)
    e, round_ = r.take(32), r.uint(8)
    return 2, e, round_, uint(4, 0, 2**31 - 1)[0](r)


def _write_standing(v):
    tail = v[1] if len(v) > 1 else b""
    return bytes([v[0]]) + tail + (v[2].to_bytes(8, "big") + v[3].to_bytes(4, "big") if v[0] == 2 else b"")


def _ring():
    read, write = uint(1)

    def checked(r):
        bits = read(r)
        need(bits in (32, 64), "ring")
        return bits

    return checked, write


def _distinct(values):
    return len(values) == len(set(values))


def _pairs(first, second, high, check=lambda values: True):
    both = (lambda r: (r.take(first), r.take(second))), (lambda v: v[0] + v[1])
    return listed(both, high, check=check)


def _share_list():
    return _pairs(16, 40, 2**24 - 1, lambda values: _increasing([v[0] for v in values]))


def _signers():
    """QUORUM's members: id, signature, a tag or none."""
    tag = opaque(0, 16)

    def read(r):
        signer = r.take(16), r.take(64), tag[0](r)
        need(len(signer[2]) in (0, 16), "tag")
        return signer

    write = lambda v: v[0] + v[1] + tag[1](v[2])
    return listed((read, write), 2**24 - 1, check=lambda values: _increasing([v[0] for v in values]))


def _claim():
    """A log's checkpoint, with the proof that it goes on from an older one."""
    note, size, proof = opaque(1, 2**16 - 1), uint(8), listed(fixed(32), 2**12 - 1)
    read = lambda r: (note[0](r), size[0](r), proof[0](r))
    return read, lambda v: note[1](v[0]) + size[1](v[1]) + proof[1](v[2])


def _log_size():
    origin = opaque(1, 255)

    def read(r):
        name = origin[0](r)
        need(all(32 <= c < 127 for c in name), "origin")
        return name, uint(8)[0](r)

    return read, lambda v: origin[1](v[0]) + v[1].to_bytes(8, "big")


def _versions_if_any():
    """Nothing at all, or versions."""
    read, write = listed(uint(2), 32, 2, _distinct)
    return (lambda r: [] if r.at_end() else read(r)), (lambda v: write(v) if v else b"")


ID, DIGEST, ROUND = fixed(16), fixed(32), uint(8)
ATTEMPT, MILLIS, ELEMENT = uint(4, 0, 2**31 - 1), uint(4), uint(8, 0, FIELD - 1)
SIGNED, BULK, TRAILER = "signed", "bulk", "trailer"
TAGS = listed(ID, 2**16 - 1)
_ROSTER = [
    ("federation", ID), ("epoch", uint(8, 1)), ("serverNonce", DIGEST), ("members", ids()),
    ("parameters", opaque(1, 2**16 - 1)), ("roster", opaque(1, 2**24 - 1)),
]

# type, name, how it ends, fields in order: the page's table, line by line
TABLE = [
    (1, "HELLO", "", [("versions", listed(uint(2), 32, 2, _distinct)), ("federation", ID), ("platform", ID),
                      ("standing", (_read_standing, _write_standing))]),
    (2, "WELCOME", "", [("version", uint(2)), ("job", opaque(1, 2**20 - 1)), ("jobSignature", fixed(64))]),
    (3, "REFUSED", "", [("reason", uint(1, 1, 7)), ("versions", _versions_if_any())]),
    (4, "ROSTER", SIGNED, _ROSTER),
    (5, "KEYS", SIGNED, [("epoch", DIGEST), ("platform", ID), ("agreement", DIGEST),
                         ("encapsulation", fixed(1184)), ("commitment", DIGEST)]),
    (6, "KEYSET", SIGNED, [("epoch", DIGEST), ("keys", messages("KEYS"))]),
    (7, "LINK", SIGNED, [("epoch", DIGEST), ("from", ID), ("to", ID), ("ciphertext", fixed(1088)),
                         ("sealed", fixed(48))]),
    (8, "LINKSET", SIGNED, [("epoch", DIGEST), ("links", messages("LINK"))]),
    (9, "READY", SIGNED, [("epoch", DIGEST), ("platform", ID), ("state", DIGEST), ("modelRound", ROUND),
                          ("previousMembers", ids()), ("confirmations", listed(ID, 2**16 - 1))]),
    (10, "SNAPSHOT", BULK, [("epoch", DIGEST), ("vouchers", messages("READY"))]),
    (11, "OPEN", SIGNED, [("epoch", DIGEST), ("round", ROUND), ("attempt", ATTEMPT), ("state", DIGEST),
                          ("layout", DIGEST), ("deadlineMillis", MILLIS),
                          ("confirmations", listed(ID, 2**16 - 1))]),
    (12, "UPLOAD", BULK, [("context", DIGEST), ("platform", ID), ("ringBits", _ring()),
                          ("tag1", ELEMENT), ("tag2", ELEMENT)]),
    (13, "RESULT", BULK, [("context", DIGEST), ("ringBits", _ring()), ("tag1", ELEMENT), ("tag2", ELEMENT),
                          ("uploads", DIGEST)]),
    (14, "VOID", SIGNED, [("context", DIGEST), ("missing", ids())]),
    (15, "LEAVE", SIGNED, [("epoch", DIGEST), ("platform", ID)]),
    (16, "ABORT", SIGNED, [("epoch", DIGEST), ("reason", uint(1, 1, 21))]),
    (17, "FINISHED", SIGNED, [("epoch", DIGEST), ("state", DIGEST), ("modelRound", ROUND)]),
    (18, "BYE", "", []),
    (19, "SHARES", SIGNED, [("epoch", DIGEST), ("platform", ID), ("round", uint(8, 1)),
                            ("selfCommitment", DIGEST), ("pairsCommitment", DIGEST),
                            ("deposit", opaque(0, 2**24 - 1)), ("sealed", listed(fixed(96), 2**24 - 1))]),
    (20, "SURVIVORS", SIGNED, [("context", DIGEST), ("survivors", ids()),
                               ("sealed", listed(fixed(96), 2**24 - 1))]),
    (21, "ACK", TRAILER, [("context", DIGEST), ("platform", ID), ("survivors", DIGEST)]),
    (22, "QUORUM", "", [("context", DIGEST), ("survivors", DIGEST), ("members", _signers())]),
    (23, "ANSWER", SIGNED, [("context", DIGEST), ("platform", ID), ("self", _share_list()),
                            ("pairs", _share_list())]),
    (24, "SEED", SIGNED, [("epoch", DIGEST), ("platform", ID), ("part", DIGEST), ("contribution", DIGEST)]),
    (25, "SEEDSET", SIGNED, [("epoch", DIGEST), ("seeds", _pairs(32, 32, 2**24 - 1))]),
    (26, "CALL", SIGNED, [("epoch", DIGEST), ("round", uint(8, 1)), ("state", DIGEST), ("layout", DIGEST),
                          ("deadlineMillis", MILLIS), ("participants", ids())]),
    (27, "RECOVERED", BULK, [("context", DIGEST), ("ringBits", _ring()), ("tag1", ELEMENT), ("tag2", ELEMENT),
                             ("uploads", DIGEST), ("participants", ids()), ("survivors", ids())]),
    (28, "SEAL", SIGNED, [("epoch", DIGEST), ("state", DIGEST), ("to", ID)]),
    (29, "SEALED", BULK, [("epoch", DIGEST), ("from", ID), ("to", ID)]),
    (30, "SEALED_SNAPSHOT", BULK, [("epoch", DIGEST), ("sealedBy", ID), ("vouchers", messages("READY"))]),
    (31, "PREPARE", SIGNED, _ROSTER),
    (34, "CHECKPOINT", "", [("shown", _claim()), ("witnessed", opaque(0, 2**16 - 1)),
                            ("peers", listed(_claim(), 2**24 - 1)),
                            ("lines", listed(opaque(1, 2**16 - 1), 2**24 - 1)),
                            ("stands", listed(uint(8), 2**16 - 1))]),
    (35, "COSIGNATURE", "", [("notes", listed(opaque(1, 2**16 - 1), 2**24 - 1)),
                             ("stands", listed(_log_size(), 2**24 - 1)), ("own", listed(_claim(), 2**24 - 1))]),
    (36, "RENEWAL", "", [("paper", opaque(1, 2**24 - 1))]),
]
TYPES = {name: number for number, name, _, _ in TABLE}
_BY_NUMBER = {number: (name, end, fields) for number, name, end, fields in TABLE}
_SHORTEST_BULK = {"SNAPSHOT": 1, "SEALED": 17, "SEALED_SNAPSHOT": 17}  # else words


class Message:
    """A message with the bytes that were signed and sent: they are one array."""

    def __init__(self, name, fields, data, head, bulk):
        self.name, self.fields, self.data = name, fields, data
        self._head, self.bulk = head, bulk  # head: up to and with the signature

    def __getitem__(self, field):
        return self.fields[field]

    @property
    def head(self):
        return self._head

    @staticmethod
    def decode(data: bytes) -> "Message":
        r = Reader(data)
        number = r.uint(1)
        need(number in _BY_NUMBER, "unknown type")
        name, end, kinds = _BY_NUMBER[number]
        fields = {field: kind[0](r) for field, kind in kinds}
        _consistent(name, fields)
        digest = r.take(32) if end == BULK else b""
        if end:
            r.take(64)
        head, bulk = data[: r.at], b""
        if end == TRAILER:
            fields["tags"] = TAGS[0](r)
        elif end == BULK:
            bulk = r.vector(_SHORTEST_BULK.get(name, 4), 2**30, 4)
            need(name in _SHORTEST_BULK or len(bulk) % (fields["ringBits"] // 8) == 0, "words cut")
            need(sha256(bulk) == digest, "digest of the bulk")
        need(r.at_end(), "bytes left over")
        return Message(name, fields, data, head, bulk)

    @staticmethod
    def encode(name, key=None, signed_for=b"", bulk=b"", **fields) -> "Message":
        """Signed with `key` for the E `signed_for`, unless it is a message about the connection."""
        number = next(n for n, (known, _, _) in _BY_NUMBER.items() if known == name)
        _, end, kinds = _BY_NUMBER[number]
        unsigned = bytes([number]) + b"".join(kind[1](fields[field]) for field, kind in kinds)
        if end == BULK:
            unsigned += sha256(bulk)
        head = unsigned + (key.sign(_text(number, signed_for, unsigned)) if end else b"")
        data = head + (len(bulk).to_bytes(4, "big") + bulk if end == BULK else b"")
        return Message(name, fields, data, head, bulk)

    def is_signed_by(self, key, epoch) -> bool:
        unsigned, signature = self._head[:-64], self._head[-64:]
        return key.verifies(_text(self._head[0], epoch, unsigned), signature)

    def encoded_again(self) -> bytes:
        """What was read, written anew; the signature is taken over."""
        _, end, kinds = _BY_NUMBER[self.data[0]]
        out = self.data[:1] + b"".join(kind[1](self.fields[field]) for field, kind in kinds)
        out += (sha256(self.bulk) if end == BULK else b"") + (self._head[-64:] if end else b"")
        if end == TRAILER:
            return out + TAGS[1](self.fields["tags"])
        return out + (len(self.bulk).to_bytes(4, "big") + self.bulk if end == BULK else b"")


def _text(number, epoch, unsigned):
    return lab("sig", bytes([number]), epoch, sha256(unsigned))


def _consistent(name, fields):
    """What holds between fields."""
    if name == "REFUSED":
        need(fields["reason"] == 1 or not fields["versions"], "versions for another reason")
    elif name == "LINK":
        need(fields["from"] != fields["to"], "to oneself")
    elif name == "SEALED":
        need(fields["from"] != fields["to"], "for oneself")
    elif name == "ANSWER":
        need(not {v[0] for v in fields["self"]} & {v[0] for v in fields["pairs"]}, "both kinds")
