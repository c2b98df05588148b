"""Every reason for which the page lets a platform of mode F stop, against `member.Member`: three members in memory, a tiny
job, and a server that tells one of them something else.

    python3 rules.py
"""

import copy
import json
import time
from types import SimpleNamespace
from typing import NamedTuple

import curves
import derivations as d
import mlkem
from enrolment import PLATFORM, SERVER, SPKI_PREFIX, Roster, party_id
from masks import from_wire, to_wire, wrapped
from member import Member, Policy, Stop
from primitives import FIELD, lab, sha256
from shared import Implausible, SharedState, Terms
from wire import Message

JOB = json.dumps({
    "seed": 7, "rounds": 2, "network": {"preset": "fedner", "cut": "word-cnn", "embeddings": "random"},
    "training": {"globalBatch": 6, "optimizer": {"learningRate": 0.004}, "dropout": 0.3},
    "aggregation": {"mode": "one-flight", "minPlatforms": 3, "colluders": 1, "ring": 32, "serverSees": "sum",
                    "sizeUnit": 256},
}).encode()


class TinyTerms(Terms):
    """A shared module of 12 coordinates; everything else as ever."""

    def _tensors(self):
        return [("a", (2, 5), 0.5), ("b", (2,), None)]


TERMS = TinyTerms(JOB)
KEYS = [curves.SigningKey(bytes([i]) * 32) for i in range(6)]
AUTHORITY, HOST, STRANGER = KEYS[3], KEYS[4], KEYS[5]


def id_of(key):
    return party_id(SPKI_PREFIX + key.public)


def roster(version=1, age=0, members=KEYS[:3]):
    """Signed by the authority."""
    entries = [(id_of(k), PLATFORM, k) for k in members] + [(id_of(HOST), SERVER, HOST)]
    body, issued = b"", int(time.time()) - age - 1
    for platform, role, key in sorted(entries, key=lambda entry: entry[0]):
        name = platform.hex().encode()
        body += bytes([role, len(name)]) + name + SPKI_PREFIX + key.public + bytes(32) + b"\0\0"
    out = id_of(AUTHORITY) + d.u64(version) + d.u64(issued) + d.u64(issued + 200 * 86400)
    out += len(body).to_bytes(3, "big") + body
    return out + AUTHORITY.sign(lab("roster", sha256(out)))


class Memory:
    """A store without a disk."""

    def __init__(self, last_epoch=0, state=None, verified_with=()):
        self.epoch, self.state, self.verified_with = last_epoch, state or SharedState(TERMS), list(verified_with)

    def last_epoch(self):
        return self.epoch

    def remember_epoch(self, number):
        self.epoch = number

    def load(self, terms):
        return self.state, self.verified_with

    def save(self, state, members):
        pass


def honest(step, fields):
    """No lie."""


class Federation:
    """An honest server, except that the first member hears what `lie(step, fields)` makes of a message's fields."""

    STEPS = ["ROSTER", "KEYSET", "LINKSET", "OPEN 0", "RESULT 0", "OPEN 1", "RESULT 1", "OPEN 2", "RESULT 2", "FINISHED"]

    def __init__(self, stores=None, installed=None):
        self.lie = honest
        self.keys = {id_of(k): k for k in KEYS[:3]}
        self.ids = sorted(self.keys)
        self.members = {}
        for i, platform in enumerate(self.ids):
            own = Roster(installed if installed and i == 0 else roster())
            identity = SimpleNamespace(
                key=self.keys[platform], id=platform, federation=id_of(AUTHORITY),
                authority=curves.VerifyingKey(AUTHORITY.public), roster=own, newest_roster=lambda own=own: own,
            )
            store = stores[i] if stores else Memory()
            self.members[platform] = Member(identity, TERMS, store, 30, Policy(), lambda *a, **b: None)
        self.first = self.members[self.ids[0]]
        self.told = {}

    def tell(self, step, platform, bulk=b"", **fields):
        """A message signed by the server; what it is answered with."""
        name = step.split()[0]
        fields.update(_bulk=bulk, _key=HOST, _for=None)
        if platform == self.ids[0]:
            self.lie(step, fields)
        bulk, key, signed_for = fields.pop("_bulk"), fields.pop("_key"), fields.pop("_for")
        if name == "ROSTER":
            self.e = d.epoch_digest(*(fields[f] for f in (
                "federation", "epoch", "serverNonce", "parameters", "roster", "members")))
        message = Message.encode(name, key, signed_for or self.e, bulk, **fields)
        self.told[step] = message.data
        return [Message.decode(m) for m in self.members[platform].receive(message.data)]

    def everyone(self, step, fields_for):
        """The honest hear first, so that the first member's lie comes last."""
        return {p: self.tell(step, p, **fields_for(p)) for p in reversed(self.ids)}

    def take(self, step):
        """Raises the first member's Stop."""
        getattr(self, "_" + step.split()[0].lower())(step)
        return self

    def to(self, last):
        for step in self.STEPS[: self.STEPS.index(last) + 1]:
            self.take(step)
        return self

    def _roster(self, step):
        signed = roster()
        answers = self.everyone(step, lambda p: dict(
            federation=id_of(AUTHORITY), epoch=1, serverNonce=bytes(32), members=self.ids,
            parameters=TERMS.parameters(), roster=signed))
        self.keys_messages = [answers[p][0] for p in self.ids]

    def _keyset(self, step):
        answers = self.everyone(step, lambda p: dict(epoch=self.e, keys=self.keys_messages))
        self.links = [link for p in self.ids for link in answers[p]]

    def _linkset(self, step):
        answers = self.everyone(step, lambda p: dict(
            epoch=self.e, links=[link for link in self.links if link["to"] == p]))
        self.ready = {p: answers[p][0] for p in self.ids}
        self.state = self.ready[self.ids[1]]["state"]

    def _open(self, step):
        round_ = int(step.split()[1])
        layout = TERMS.layout if round_ else d.SIZE_LAYOUT

        def fields(p):
            sent = []
            for other in self.ids if round_ == 0 else []:
                if other != p:
                    to = [x for x in self.ids if x != other]
                    sent.append(self.ready[other]["confirmations"][to.index(p)])
            return dict(epoch=self.e, round=round_, attempt=0, state=self.state, layout=layout,
                        deadlineMillis=1, confirmations=sent)

        answers = self.everyone(step, fields)
        self.uploads = [answers[p][0] for p in self.ids]
        self.c = self.uploads[-1]["context"]

    def _result(self, step):
        total = [sum(words) for words in zip(*(from_wire(u.bulk, 32) for u in self.uploads))]
        words = to_wire(wrapped(total, 32), 32)
        tags = {t: sum(u[t] for u in self.uploads) % FIELD for t in ("tag1", "tag2")}
        self.everyone(step, lambda p: dict(context=self.c, ringBits=32, uploads=bytes(32), bulk=words, **tags))
        if step != "RESULT 0":
            self.state = d.state_after(self.state, words)

    def _finished(self, step):
        self.everyone(step, lambda p: dict(epoch=self.e, state=self.state, modelRound=2))


class Lie(NamedTuple):
    step: str
    alter: object  # changes the fields of that step's message

    def __call__(self, step, fields):
        if step == self.step:
            self.alter(fields)


def put(step, **values):
    """Other values."""
    return Lie(step, lambda fields: fields.update(values))


def change(step, name, how):
    """One field changed."""
    return Lie(step, lambda fields: fields.update({name: how(fields[name])}))


def key_of(message):
    """Its sender's."""
    sender = message["platform"] if message.name == "KEYS" else message["from"]
    return next(k for k in KEYS if id_of(k) == sender)


def altered(message, key, e, **values):
    """A member's message as a colluding member would sign it."""
    return Message.encode(message.name, key, e, **{**message.fields, **values})


def other_keys(**values):
    """KEYSET in which the last member's KEYS says something else, signed by that member."""
    def how(messages):
        key = key_of(messages[-1])
        return messages[:-1] + [altered(messages[-1], key, messages[-1]["epoch"], **values)]

    return change("KEYSET", "keys", how)


def other_links(key=None, **values):
    def how(links):
        signer = key or key_of(links[-1])
        return links[:-1] + [altered(links[-1], signer, links[-1]["epoch"], **values)]

    return change("LINKSET", "links", how)


def same_agreement(messages):
    key = key_of(messages[-1])
    return messages[:-1] + [altered(messages[-1], key, messages[-1]["epoch"], agreement=messages[0]["agreement"])]


def own_keys(messages):
    """The first member's own KEYS, signed by itself and not what it sent."""
    key = key_of(messages[0])
    return [altered(messages[0], key, messages[0]["epoch"], commitment=bytes(32))] + messages[1:]


def of_another_epoch(messages):
    """Signed for this one."""
    key = key_of(messages[-1])
    return messages[:-1] + [altered(messages[-1], key, messages[-1]["epoch"], epoch=bytes(32))]


def to_another(links):
    return links[:-1] + [altered(links[-1], key_of(links[-1]), links[-1]["epoch"],
                                 to=links[0]["from"])]


def flipped(data):
    return bytes([data[0] ^ 1]) + data[1:]


LIES = [
    (1, put("ROSTER", _key=STRANGER)), (1, put("KEYSET", _key=STRANGER)), (1, put("OPEN 1", _for=bytes(32))),
    (1, change("KEYSET", "keys", lambda m: m[:-1] + [altered(m[-1], STRANGER, m[-1]["epoch"])])),
    (1, other_links(key=STRANGER)),
    (2, change("ROSTER", "members", lambda ids: sorted(ids + [id_of(STRANGER)]))),
    (2, change("ROSTER", "members", lambda ids: ids[1:])), (2, put("ROSTER", federation=bytes(16))),
    (3, put("ROSTER", roster=roster(age=91 * 86400))), (3, change("ROSTER", "roster", lambda r: r[:-64] + flipped(r[-64:]))),
    (5, put("ROSTER", parameters=TERMS.parameters()[:-1] + b"\0")), (5, put("ROSTER", roster=b"\0")),
    (6, change("KEYSET", "keys", same_agreement)), (7, other_keys(agreement=bytes(32))),
    (7, other_keys(agreement=b"\1" + bytes(31))),
    (8, change("KEYSET", "keys", lambda m: m[:-1])), (8, change("KEYSET", "keys", lambda m: m[::-1])),
    (8, change("KEYSET", "keys", own_keys)), (8, change("KEYSET", "keys", of_another_epoch)),
    (8, change("LINKSET", "links", of_another_epoch)), (8, change("LINKSET", "links", to_another)),
    (8, put("LINKSET", epoch=bytes(32))), (8, put("KEYSET", epoch=bytes(32))),
    (8, change("LINKSET", "links", lambda m: m[:-1])),
    (9, other_links(ciphertext=bytes(1088))), (9, other_links(sealed=bytes(48))),
    (20, other_keys(encapsulation=b"\xff" * 1184)),
    (11, change("OPEN 0", "confirmations", lambda c: c[::-1])), (11, put("OPEN 0", confirmations=[])),
    (12, put("OPEN 0", state=bytes(32))), (12, put("OPEN 1", state=bytes(32))), (12, put("FINISHED", modelRound=1)),
    (12, put("FINISHED", state=bytes(32))), (14, put("OPEN 0", layout=TERMS.layout)),
    (14, put("OPEN 0", epoch=bytes(32))), (14, put("FINISHED", epoch=bytes(32))),
    (14, put("OPEN 1", layout=d.SIZE_LAYOUT)), (14, put("OPEN 1", epoch=bytes(32))),
    (14, put("RESULT 1", context=bytes(32))), (15, put("OPEN 0", round=1)), (15, put("OPEN 1", round=2)),
    (15, put("OPEN 1", attempt=2**31 - 1)),
    (18, change("RESULT 1", "_bulk", flipped)), (18, change("RESULT 1", "tag2", lambda t: t ^ 1)),
    (18, change("RESULT 0", "_bulk", flipped)), (18, change("RESULT 1", "_bulk", lambda b: b[:-4])),
    (18, put("RESULT 1", ringBits=64, _bulk=bytes(8 * TERMS.words))),
]


def reason(federation, step):
    """For which the first member stopped in that step; None if it did not. Nothing is left of its secrets then."""
    try:
        federation.take(step)
    except Stop as e:
        stopped = federation.first
        aborts = [Message.decode(m) for m in stopped.aborts(e.reason)]
        assert [m["reason"] for m in aborts] == [e.reason] and stopped.chains is None and stopped.kappa is None
        return e.reason
    return None


def stops():
    before, run = {}, Federation()
    for step in Federation.STEPS:
        before[step] = copy.deepcopy(run)
        run.take(step)
    assert run.first.phase == "PlatformFinished" and run.first.sums == 3
    assert run.first.state.digest() == run.members[run.ids[1]].state.digest()

    for number, (expected, lie) in enumerate(LIES):
        lied_to = copy.deepcopy(before[lie.step])
        lied_to.lie = lie
        found = reason(lied_to, lie.step)
        assert found == expected, f"lie {number}: {found} where {expected} was due"

    stores = [Memory(1), Memory(), Memory()]
    assert reason(Federation(stores=stores), "ROSTER") == 4
    assert reason(Federation(installed=roster(2)), "ROSTER") == 3  # a newer one is known
    tired = Federation()
    tired.first.policy = Policy(most_epochs=0)
    assert reason(tired, "ROSTER") == 16
    broken = copy.deepcopy(before["KEYSET"])
    last = broken.members[broken.ids[2]]
    last.own = (bytes(32), *last.own[1:])  # a member that seals another contribution than it committed to
    broken.take("KEYSET")
    links = [link for link in broken.links if link["to"] == broken.ids[0]]
    assert stopping(broken.first, Message.encode("LINKSET", HOST, broken.e, epoch=broken.e, links=links).data) == 10
    struck = copy.deepcopy(before["OPEN 1"])
    struck.first.identity.newest_roster = lambda: Roster(roster(2, members=KEYS[:2]))
    assert reason(struck, "OPEN 1") == 3
    few = copy.deepcopy(before["RESULT 0"])
    few.first.rounded_size *= 4  # more than everyone together
    assert reason(few, "RESULT 0") == 17
    many = copy.deepcopy(before["RESULT 1"])
    many.first.terms.largest_examples = 1
    assert reason(many, "RESULT 1") == 17
    return len(LIES) + 7


def repeats():
    """What comes again is answered with the same bytes; what contradicts an outcome stops; late things are ignored."""
    f = Federation().to("OPEN 1")
    first, upload = f.first, f.uploads[0].data
    assert first.receive(f.told["OPEN 1"]) == [upload]
    assert first.receive(f.told["OPEN 0"]) == [] and first.receive(f.told["RESULT 0"]) == []
    assert first.receive(f.told["ROSTER"]) == [] and sum(first.refused.values()) == 3
    void = Message.encode("VOID", HOST, f.e, context=f.c, missing=[f.ids[1]]).data
    stray = Message.encode("VOID", HOST, f.e, context=bytes(32), missing=[]).data
    assert first.receive(stray) == [] and first.phase == "AwaitingResult"
    assert first.receive(void) == [] and first.phase == "BetweenRounds" and first.attempt == (1, 1)
    assert first.receive(void) == []
    again = Message.encode(
        "OPEN", HOST, f.e, epoch=f.e, round=1, attempt=3, state=f.state, layout=TERMS.layout, deadlineMillis=1,
        confirmations=[],
    )
    (second,) = first.receive(again.data)  # attempts may skip
    assert Message.decode(second)["context"] != f.c and Message.decode(second).bulk != f.uploads[0].bulk
    result = Message.encode("RESULT", HOST, f.e, bytes(4), context=f.c, ringBits=32, tag1=0, tag2=0, uploads=bytes(32))
    assert stopping(first, result.data) == 14  # the voided attempt's sum
    other = Message.encode(
        "OPEN", HOST, f.e, epoch=f.e, round=1, attempt=3, state=bytes(32), layout=TERMS.layout, deadlineMillis=1,
        confirmations=[],
    )
    assert stopping(f.first, other.data) == 14  # another context for the open attempt
    g = Federation().to("RESULT 1")
    assert stopping(copy.deepcopy(g.first), g.told["OPEN 0"]) == 15  # older than the last outcome
    assert g.first.receive(g.told["OPEN 1"]) == []
    void = Message.encode("VOID", HOST, g.e, context=g.c, missing=[]).data
    assert stopping(g.first, void) == 14
    h = Federation().to("OPEN 1")
    h.first.policy = Policy(most_voids=0)
    assert stopping(h.first, Message.encode("VOID", HOST, h.e, context=h.c, missing=[]).data) == 16


def inputs():
    """No word beyond what a sum holds leaves; a sum of no example is no sum."""
    f = Federation().to("RESULT 0")
    for member in f.members.values():
        member._input = lambda round_: [0] * TERMS.words
    large = copy.deepcopy(f)
    large.first._input = lambda round_: [2**31 // 3 + 1] + [0] * (TERMS.words - 1)
    assert reason(large, "OPEN 1") == 17
    try:
        f.take("OPEN 1").take("RESULT 1")
        raise AssertionError("a mean over nothing")
    except Implausible:
        pass


def stopping(member, data):
    try:
        member.receive(data)
    except Stop as e:
        return e.reason
    return None


def snapshots():
    """A state that f + 1 verified is adopted; any other is not."""
    ahead = SharedState(TERMS)
    ahead.apply([6, 0, 0] + list(range(12)), 3)
    ids = sorted(id_of(k) for k in KEYS[:3])
    for vouching, expected in ((2, None), (1, 13)):
        others = [Memory(0, ahead, ids if i <= vouching else ()) for i in (1, 2)]
        f = Federation(stores=[Memory()] + others).to("LINKSET")
        readies, state = [f.ready[p] for p in f.ids], ahead.encode()
        found = stopping_snapshot(f, state, readies)
        assert found == expected, (vouching, found)
        if expected is None:
            assert f.first.phase == "AwaitingFirstOpen" and f.first.chain_state == sha256(state)
            forged = [altered(r, STRANGER, f.e) for r in readies]
            g = Federation(stores=[Memory(), Memory(0, ahead, ids), Memory(0, ahead, ids)]).to("LINKSET")
            assert stopping_snapshot(g, state, forged) == 1


def stopping_snapshot(f, state, readies):
    message = Message.encode("SNAPSHOT", HOST, f.e, state, epoch=f.e, vouchers=readies)
    return stopping(f.first, message.data)


if __name__ == "__main__":
    count = stops()
    repeats()
    inputs()
    snapshots()
    print(f"{count} lies stop the platform for the reason that the page names; all rules agree")
