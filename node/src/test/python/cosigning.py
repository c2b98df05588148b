"""docs/protocol.md, "Witnessing": a platform's side, for one that keeps no audit log of its own."""

import base64
import time

from primitives import sha256
from wire import Message, need

DASH = "\u2014 "
ED25519, COSIGNATURE = 1, 4
MOST_WITNESSES = 99


class Unwitnessed(Exception):
    """The server's log is not one history, or too few say that it is."""


def key_id(name: str, kind: int, key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + key)[:4]


class Checkpoint:
    """A signed note: three lines of text, an empty one, signature lines."""

    def __init__(self, note: bytes):
        text, lines = note.decode().rsplit("\n\n", 1)
        self.note, self.text = note, text + "\n"
        self.origin, size, root = text.split("\n")
        self.size, self.root = int(size), base64.b64decode(root, validate=True)
        need(self.text == f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n", "checkpoint")
        self.blobs = []
        for line in lines.split("\n")[:-1]:
            name, blob = line.removeprefix(DASH).rsplit(" ", 1)
            self.blobs.append((name, base64.b64decode(blob, validate=True)))

    def is_signed_by(self, name: str, key) -> bool:
        wanted = key_id(name, ED25519, key.encoded)
        return any(n == name and b[:4] == wanted and key.verifies(self.text.encode(), b[4:]) for n, b in self.blobs)

    def is_cosigned_by(self, name: str, key) -> bool:
        wanted = key_id(name, COSIGNATURE, key.encoded)
        for n, b in self.blobs:
            if n == name and b[:4] == wanted and len(b) == 76:
                if key.verifies(cosigned_text(int.from_bytes(b[4:12], "big"), self.text), b[12:]):
                    return True
        return False


def cosigned_text(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _node(left, right):
    return sha256(b"\1" + left + right)


def is_consistent(old_size, new_size, proof, old_root, new_root) -> bool:
    """RFC 9162, section 2.1.4.2."""
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 1 <= old_size < new_size:
        return False
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = _node(sibling, old), _node(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = _node(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


class Witness:
    def __init__(self, identity):
        self.identity = identity
        self.seen = {}  # origin -> Checkpoint
        self.notes, self.epoch = [], None
        self.shown = self.answered = self.required = self.quorum = 0
        self.attempt = self.context = None

    def _name(self, entry):
        return f"{self.identity.federation.hex()}/{entry.name.decode().lower()}"

    def on_sum(self, context):
        """An older sum, heard again, says nothing about the attempt under way."""
        if context == self.context:
            self.required = self.answered

    def enter(self, epoch):
        if self.epoch != epoch.digest:
            self.epoch, self.shown, self.answered, self.required = epoch.digest, 0, 0, 0

    def on_checkpoint(self, message, epoch, colluders):
        self.enter(epoch)
        roster, notes = self.identity.roster, []
        server = self._name(roster.server)
        claim = message["shown"]
        note = self._cosign(claim, server, roster.server.audit_key, notes)
        if note is None:
            raise Unwitnessed("the server's log does not go on from what was cosigned")
        self.shown = note.size
        for peer in message["peers"]:
            origin = Checkpoint(peer[0]).origin
            owner = next((e for e in roster.platforms.values() if self._name(e) == origin), None)
            if owner is not None and owner.id != self.identity.id:
                self._cosign(peer, origin, owner.audit_key, notes)
        if message["witnessed"]:
            witnessed = Checkpoint(message["witnessed"])
            panel = [roster.platforms[i] for i in epoch.members[:MOST_WITNESSES] if i in roster.platforms]
            lines = sum(witnessed.is_cosigned_by(self._name(e) + "/w", e.audit_key) for e in panel)
            signed = witnessed.origin == server and witnessed.is_signed_by(server, roster.server.audit_key)
            if signed and lines >= min(len(panel), (len(panel) + colluders) // 2 + 1):
                self.quorum = max(self.quorum, witnessed.size)
        self.notes = notes

    def _cosign(self, claim, origin, key, notes):
        note, old_size, proof = Checkpoint(claim[0]), claim[1], claim[2]
        if note.origin != origin or not note.is_signed_by(origin, key):
            return None
        old = self.seen.get(origin)
        if old is None:
            goes_on = not proof
        else:
            goes_on = old.size in (old_size, note.size) and is_consistent(
                old.size, note.size, proof if note.size > old.size else [], old.root, note.root
            )
        if not goes_on:
            return None
        self.seen[origin] = note
        seconds, name = int(time.time()), self._name(self.identity.roster.platforms[self.identity.id]) + "/w"
        signature = self.identity.audit_key.sign(cosigned_text(seconds, note.text))
        blob = key_id(name, COSIGNATURE, self.identity.audit_key.public) + seconds.to_bytes(8, "big") + signature
        notes.append(f"{note.text}\n{DASH}{name} {base64.b64encode(blob).decode()}\n".encode())
        return note

    def before_upload(self, attempt, context):
        """COSIGNATURE, or the refusal to upload."""
        if self.shown == 0 or attempt != self.attempt and self.shown <= self.answered:
            raise Unwitnessed("the server does not show its log before the round")
        if self.quorum < self.required:
            raise Unwitnessed("too few members cosigned the server's log")
        self.attempt, self.context, self.answered = attempt, context, self.shown
        return self.message()

    def message(self):
        stands = [(origin.encode(), note.size) for origin, note in sorted(self.seen.items())]
        return Message.encode("COSIGNATURE", notes=self.notes, stands=stands, own=[]).data
