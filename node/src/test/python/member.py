"""docs/protocol.md, "Epoch", "Rounds", "Platform": a member of an epoch in mode F, as a pure reaction to messages.

`Member.receive` takes a message's bytes and returns the messages to send. Each phase is named as on the page; phases in
which a Java platform waits for its own process are passed through within one call.
"""

import hmac
import os
import secrets
from typing import NamedTuple

import curves
import derivations as d
import mlkem
from enrolment import Identity, Roster
from masks import RoundMasking, from_wire, largest_word, to_wire
from primitives import Gcm, SealBroken
from shared import GRADIENT, SharedState, Terms
from wire import Malformed, Message


class Stop(Exception):
    """ABORT: the epoch's secrets are erased, and it is final for the process."""

    def __init__(self, reason: int):
        super().__init__(f"stopped for reason {reason}")
        self.reason = reason


class Policy(NamedTuple):
    """This site's word."""

    min_platforms: int = 3
    roster_days: int = 90
    most_epochs: int = 60
    most_voids: int = 60


class Epoch(NamedTuple):
    digest: bytes  # E
    number: int
    members: list
    roster: Roster
    proposal: dict


def vouched_state(readies, colluders):
    """Section "State": the newest state named by more than f who verified it themselves, or None."""
    votes = [
        (r["modelRound"], r["state"]) for r in readies if r["platform"] in r["previousMembers"]
    ]
    vouched = sorted({v for v in votes if votes.count(v) > colluders}, reverse=True)
    contested = len(vouched) > 1 and vouched[0][0] == vouched[1][0]
    return None if contested or not vouched else vouched[0]


class Member:
    def __init__(self, identity: Identity, terms: Terms, store, sentences: int, policy: Policy, tell):
        self.identity, self.terms, self.store, self.policy, self.tell = identity, terms, store, policy, tell
        self.state, self.verified_with = store.load(terms)
        self.rounded_size = -(-sentences // terms.size_unit) * terms.size_unit
        self.sentences = sentences
        self.phase, self.epoch = "AwaitingRoster", None
        self.last_epoch, self.epochs, self.voids = store.last_epoch(), 0, 0
        self.request, self.answer = None, []
        self.refused = {}  # what was out of place, counted by type
        self.sums = 0

    # ------------------------------------------------------------ Resuming

    def standing(self):
        if self.epoch is None:
            return (0,)
        if self.phase in ("BetweenRounds", "AwaitingResult"):
            return 2, self.epoch.digest, *self.attempt
        return 1, self.epoch.digest

    # ------------------------------------------------------------ Platform

    def receive(self, data: bytes):
        message = Message.decode(data)
        if data == self.request:
            return self.answer  # the same bytes
        if message.name == "ROSTER":
            return self._on_roster(message)
        handler = getattr(self, f"_{self.phase}_{message.name}", None)
        if self.epoch is None or message.name in ("HELLO", "BYE"):
            return self._refuse(message)
        if not message.is_signed_by(self.epoch.roster.server.key, self.epoch.digest):
            raise Stop(1)
        if message.name == "ABORT":
            self._erase()
            self.phase = "AwaitingRoster"
            return []
        if handler is None:
            handler = getattr(self, f"_any_{message.name}", self._refuse)
        return handler(message)

    def _refuse(self, message):
        """Anything out of place changes nothing and is counted."""
        self.refused[message.name] = self.refused.get(message.name, 0) + 1
        return []

    def _replies(self, phase, request, answer):
        self.phase, self.request, self.answer = phase, request.data, [m.data for m in answer]
        return self.answer

    def _sign(self, name, bulk=b"", **fields):
        return Message.encode(name, self.identity.key, self.epoch.digest, bulk, **fields)

    def _erase(self):
        self.epoch = self.own = self.pairs = self.chains = self.kappa = self.masking = None
        self.request, self.answer = None, []

    def aborts(self, reason):
        """ABORT names the epoch it is in, or the one whose ROSTER it answers."""
        if self.epoch is None:
            return []
        messages = [self._sign("ABORT", epoch=self.epoch.digest, reason=reason).data]
        self._erase()
        return messages

    # ------------------------------------------------------------ ROSTER -> KEYS

    def _on_roster(self, message):
        f = message.fields
        if self.epoch is not None and f == self.epoch.proposal:
            return self._refuse(message)
        self._erase()
        digest = d.epoch_digest(
            f["federation"], f["epoch"], f["serverNonce"], f["parameters"], f["roster"], f["members"]
        )
        self.epoch = Epoch(digest, f["epoch"], f["members"], None, f)
        try:
            roster = Roster(f["roster"])
        except Malformed as e:
            raise Stop(5) from e
        self.epoch = self.epoch._replace(roster=roster)
        self._check_roster(message, roster)
        self.last_epoch = f["epoch"]
        self.store.remember_epoch(self.last_epoch)
        self.tell("epochOpened", epoch=self.last_epoch)

        contribution, agreement = os.urandom(32), os.urandom(32)
        encapsulation, decapsulation = mlkem.keys(os.urandom(64))
        self.own = (contribution, agreement, decapsulation)
        self.keys = self._sign(
            "KEYS", epoch=digest, platform=self.identity.id,
            agreement=curves.x25519(agreement, curves.X25519_BASE), encapsulation=encapsulation,
            commitment=d.commitment(digest, self.identity.id, contribution),
        )
        return self._replies("AwaitingKeySet", message, [self.keys])

    def _check_roster(self, message, roster):
        f, members = message.fields, message["members"]
        if not set(members) <= set(roster.platforms):
            raise Stop(2)
        if not (
            roster.is_by(self.identity.authority)
            and roster.federation == self.identity.federation
            and roster.version >= self.identity.roster.version
            and roster.is_fresh(self.policy.roster_days)
        ):
            raise Stop(3)
        if not message.is_signed_by(roster.server.key, self.epoch.digest):
            raise Stop(1)
        if f["federation"] != self.identity.federation or self.identity.id not in members:
            raise Stop(2)
        if f["epoch"] <= self.last_epoch:
            raise Stop(4)
        fewest = max(self.terms.min_platforms, self.policy.min_platforms)
        # Above 64 members the graph is drawn, which this platform does not speak.
        if not fewest <= len(members) <= 64 or f["parameters"] != self.terms.parameters():
            raise Stop(5)
        self.epochs += 1
        if self.epochs > self.policy.most_epochs:
            raise Stop(16)

    # ------------------------------------------------------------ KEYSET -> LINKs

    def _AwaitingKeySet_KEYSET(self, message):
        e, members, keys = self.epoch.digest, self.epoch.members, message["keys"]
        if message["epoch"] != e or [k["platform"] for k in keys] != members:
            raise Stop(8)
        if keys[members.index(self.identity.id)].data != self.keys.data:
            raise Stop(8)
        if not all(k.is_signed_by(self.epoch.roster.platforms[k["platform"]].key, e) for k in keys):
            raise Stop(1)
        if any(k["epoch"] != e for k in keys):
            raise Stop(8)
        for field in ("agreement", "encapsulation"):
            if len({k[field] for k in keys}) != len(keys):
                raise Stop(6)
        contribution, agreement, _ = self.own
        self.h_e = d.transcript(e, [k.data for k in keys])
        self.commitments = {k["platform"]: k["commitment"] for k in keys}
        self.pairs, links = {}, []
        for k in keys:
            if k["platform"] == self.identity.id:
                continue
            x = curves.x25519(agreement, k["agreement"])
            if x == bytes(32):
                raise Stop(7)
            if not mlkem.is_key(k["encapsulation"]):
                raise Stop(20)
            ss, ciphertext = mlkem.encapsulate(k["encapsulation"], os.urandom(32))
            links.append(self._link(k["platform"], x, ss, ciphertext, contribution))
            self.pairs[k["platform"]] = (x, ss, ciphertext)
        return self._replies("AwaitingLinkSet", message, links)

    def _link(self, other, x, ss, ciphertext, contribution):
        own = self.identity.id
        seal = Gcm(d.link_key(d.link_prk(self.h_e, x, ss), own, other))
        sealed = seal.seal(d.ZERO_NONCE, d.link_aad(self.h_e, own, other, ciphertext), contribution)
        return self._sign(
            "LINK", epoch=self.epoch.digest, to=other, ciphertext=ciphertext, sealed=sealed, **{"from": own}
        )

    # ------------------------------------------------------------ LINKSET -> READY

    def _AwaitingLinkSet_LINKSET(self, message):
        own, links = self.identity.id, message["links"]
        if message["epoch"] != self.epoch.digest or [m["from"] for m in links] != list(self.pairs):
            raise Stop(8)
        contributions, prks = {own: self.own[0]}, {}
        for link in links:
            other = link["from"]
            if not link.is_signed_by(self.epoch.roster.platforms[other].key, self.epoch.digest):
                raise Stop(1)
            if link["to"] != own or link["epoch"] != self.epoch.digest:
                raise Stop(8)
            x, ss_own, ct_own = self.pairs[other]
            ss = mlkem.decapsulate(self.own[2], link["ciphertext"])
            aad = d.link_aad(self.h_e, other, own, link["ciphertext"])
            try:
                key = d.link_key(d.link_prk(self.h_e, x, ss), other, own)
                contributions[other] = Gcm(key).open(d.ZERO_NONCE, aad, link["sealed"])
            except SealBroken as e:
                raise Stop(9) from e
            if d.commitment(self.epoch.digest, other, contributions[other]) != self.commitments[other]:
                raise Stop(10)
            both = sorted([(own, (ss_own, ct_own)), (other, (ss, link["ciphertext"]))])
            prks[other] = d.pair_prk(self.h_e, x, both[0][1], both[1][1])
        self.kappa = d.group_secret(self.h_e, [contributions[m] for m in self.epoch.members])
        self.chains = {o: d.first_chain_key(prk, *sorted((own, o))) for o, prk in prks.items()}
        self.own, self.pairs = None, prks
        self.link_request = message
        return self._ready()

    def _ready(self):
        own = self.identity.id
        self.chain_state = self.state.digest()
        ready = self._sign(
            "READY", epoch=self.epoch.digest, platform=own, state=self.chain_state,
            modelRound=self.state.model_round, previousMembers=self.verified_with,
            confirmations=[d.confirmation(prk, own, other, self.h_e) for other, prk in self.pairs.items()],
        )
        return self._replies("AwaitingFirstOpen", self.link_request, [ready])

    def _AwaitingFirstOpen_SNAPSHOT(self, message):
        digest = d.sha256(message.bulk)
        if digest == self.chain_state:
            return self.answer  # READY again
        for voucher in message["vouchers"]:
            entry = self.epoch.roster.platforms.get(voucher["platform"])
            known = entry is not None and voucher["platform"] in self.epoch.members
            if voucher["epoch"] != self.epoch.digest or not known or not voucher.is_signed_by(
                entry.key, self.epoch.digest
            ):
                raise Stop(1)
        vouched = vouched_state(message["vouchers"], self.terms.colluders)
        if vouched is None or vouched[1] != digest:
            raise Stop(13)
        self.state, self.verified_with = SharedState.decode(self.terms, message.bulk), []
        self.tell("adopted", round=self.state.model_round)
        return self._ready()

    # ------------------------------------------------------------ OPEN -> UPLOAD

    def _AwaitingFirstOpen_OPEN(self, message):
        if message["epoch"] != self.epoch.digest:
            raise Stop(14)
        if message["round"] != 0:
            raise Stop(15)
        own = self.identity.id
        expected = [d.confirmation(prk, other, own, self.h_e) for other, prk in self.pairs.items()]
        if not hmac.compare_digest(b"".join(expected), b"".join(message["confirmations"])):
            raise Stop(11)
        self.pairs = None
        self.attempt, self.settled = (0, 0), (b"", None)  # the first that may be opened; the last outcome
        return self._BetweenRounds_OPEN(message)

    def _context(self, message):
        return d.context(
            self.h_e, message["round"], message["attempt"], b"F", self.epoch.members, message["state"],
            message["layout"],
        )

    def _earlier(self, message):
        if self._context(message) != self.settled[0]:
            raise Stop(15)
        return self._refuse(message)

    def _BetweenRounds_OPEN(self, message):
        asked = message["round"], message["attempt"]
        if message["epoch"] != self.epoch.digest:
            raise Stop(14)
        if asked < self.attempt:
            return self._earlier(message)
        if asked[0] != self.attempt[0] or asked[1] > 2**31 - 2:
            raise Stop(15)
        if message["state"] != self.chain_state:
            raise Stop(12)
        if message["layout"] != (self.terms.layout if asked[0] else d.SIZE_LAYOUT):
            raise Stop(14)
        self._check_still_enrolled()
        self.attempt, self.c = asked, self._context(message)
        self.masking = RoundMasking(
            self.c, asked[0], self.identity.id, self.epoch.members, self.kappa, self.chains, self.terms.ring
        )
        x = self._input(asked[0])
        bound = largest_word(self.terms.ring, len(self.epoch.members))
        if any(abs(word) > bound for word in x):
            raise Stop(17)
        y, tag = self.masking.mask(x)
        upload = self._sign(
            "UPLOAD", to_wire(y, self.terms.ring), context=self.c, platform=self.identity.id,
            ringBits=self.terms.ring, tag1=tag[0], tag2=tag[1],
        )
        return self._replies("AwaitingResult", message, [upload])

    def _check_still_enrolled(self):
        newest = self.identity.newest_roster()
        if not (
            self.epoch.roster.is_fresh(self.policy.roster_days)
            and newest.server.spki == self.epoch.roster.server.spki
            and set(self.epoch.members) <= set(newest.platforms)
        ):
            raise Stop(3)

    def _input(self, round_):
        """The size; or two examples' made-up gradient, drawn anew each time so that no batch is formed twice."""
        if round_ == 0:
            return [self.rounded_size]
        x = [0] * self.terms.words
        x[0] = 2
        for k in range(GRADIENT, len(x), 97):
            x[k] = secrets.randbelow(2001) - 1000
        return x

    def _AwaitingResult_OPEN(self, message):
        asked = message["round"], message["attempt"]
        if asked == self.attempt:
            if message["epoch"] != self.epoch.digest or self._context(message) != self.c:
                raise Stop(14)
            return self.answer
        if asked < self.attempt:
            return self._earlier(message)
        if asked[0] != self.attempt[0]:
            return self._refuse(message)
        self._void()
        return self._BetweenRounds_OPEN(message)

    # ------------------------------------------------------------ RESULT, VOID, FINISHED

    def _AwaitingResult_RESULT(self, message):
        if message["context"] != self.c:
            return self._any_RESULT(message)
        round_, n, bits = self.attempt[0], len(self.epoch.members), self.terms.ring
        words = self.terms.words if round_ else 1
        if message["ringBits"] != bits or len(message.bulk) != words * bits // 8:
            raise Stop(18)
        total = from_wire(message.bulk, bits)
        if not self.masking.accepts(total, [message["tag1"], message["tag2"]]):
            raise Stop(18)
        if round_ == 0 and (total[0] < self.rounded_size or total[0] % self.terms.size_unit):
            raise Stop(17)
        if round_ and not 0 <= total[0] <= n * self.terms.largest_examples:
            raise Stop(17)
        self.chains = {o: d.next_chain_key(ck, round_) for o, ck in self.chains.items()}
        self._settle("RESULT", (round_ + 1, 0))
        self.sums += 1
        self.verified_with = self.epoch.members
        if round_:
            self.chain_state = d.state_after(self.chain_state, message.bulk)
            self.state.apply(total, n)
            self.store.save(self.state, self.verified_with)
            self.tell("roundDone", round=self.state.model_round, model=self.state.model_digest().hex())
        return []

    def _any_RESULT(self, message):
        if self.phase in ("BetweenRounds", "AwaitingResult") and self.settled != (message["context"], "RESULT"):
            raise Stop(14)
        return self._refuse(message)

    def _AwaitingResult_VOID(self, message):
        if message["context"] != self.c:
            return self._any_VOID(message)
        self._void()
        return []

    def _void(self):
        self.voids += 1
        if self.voids > self.policy.most_voids:
            raise Stop(16)
        self._settle("VOID", (self.attempt[0], self.attempt[1] + 1))
        self.tell("roundVoided", round=self.attempt[0])

    def _settle(self, outcome, following):
        """The attempt is over: its OPEN is answered no more."""
        self.masking, self.answer, self.settled = None, [], (self.c, outcome)
        self.attempt, self.phase = following, "BetweenRounds"

    def _any_VOID(self, message):
        if self.phase in ("BetweenRounds", "AwaitingResult") and self.settled == (message["context"], "RESULT"):
            raise Stop(14)
        return self._refuse(message)

    def _BetweenRounds_FINISHED(self, message):
        if message["epoch"] != self.epoch.digest:
            raise Stop(14)
        if (message["state"], message["modelRound"]) != (self.chain_state, self.state.model_round):
            raise Stop(12)
        self._erase()
        self.phase = "PlatformFinished"
        return []
