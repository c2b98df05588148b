"""docs/protocol.md, "Enrolment": the files of an identity folder, the roster, the signed job."""

import base64
import re
import time
from pathlib import Path

from curves import SigningKey, VerifyingKey
from primitives import lab, sha256
from wire import Malformed, Reader, need

SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
PKCS8_PREFIX = bytes.fromhex("302e020100300506032b657004220420")
SERVER, PLATFORM = 1, 2


def pem(path: Path, label: str) -> bytes:
    """The one block with that label."""
    blocks = re.findall(rf"-----BEGIN {label}-----(.*?)-----END {label}-----", path.read_text("ascii"), re.S)
    if len(blocks) != 1:
        raise SystemExit(f"{path} does not hold one {label}")
    return base64.b64decode(blocks[0])


def party_id(spki: bytes) -> bytes:
    return sha256(spki)[:16]


def spki_of(certificate: bytes) -> bytes:
    """The subject's key: the first Ed25519 key in a certificate's DER, since extensions come later."""
    at = certificate.index(SPKI_PREFIX)
    return certificate[at : at + 44]


class Entry:
    def __init__(self, r: Reader):
        self.role = r.uint(1)
        need(self.role in (SERVER, PLATFORM), "role")
        self.name = r.vector(1, 64, 1)
        need(all(32 <= c < 127 for c in self.name), "name")
        self.spki = r.take(44)
        need(self.spki.startswith(SPKI_PREFIX), "key")
        self.id = party_id(self.spki)
        try:
            self.key = VerifyingKey(self.spki[12:])
        except ValueError as e:
            raise Malformed("key") from e
        self._audit_key = r.take(32)
        prints = r.vector(0, 2**16 - 1, 2)
        need(len(prints) % 32 == 0, "fingerprints")
        self.certificates = [prints[i : i + 32] for i in range(0, len(prints), 32)]

    @property
    def audit_key(self) -> VerifyingKey:
        """Of its audit log, and the one under which it cosigns others'; whoever has none is no witness."""
        return VerifyingKey(self._audit_key)


class Roster:
    """`roster` and the authority's signature, as they travel."""

    def __init__(self, data: bytes):
        r = Reader(data)
        self.data, self.federation = data, r.take(16)
        self.version, self.issued, self.expires = r.uint(8), r.uint(8), r.uint(8)
        inner, self.entries = Reader(r.vector(0, 2**24 - 1, 3)), []
        while not inner.at_end():
            self.entries.append(Entry(inner))
        self._signed, self._signature = data[: r.at], r.take(64)
        need(r.at_end(), "bytes left over")
        ids, names = [e.id for e in self.entries], [e.name for e in self.entries]
        need(all(a < b for a, b in zip(ids, ids[1:])) and len(set(names)) == len(names), "entries")
        servers = [e for e in self.entries if e.role == SERVER]
        need(len(servers) == 1 and self.version >= 1 and self.expires > self.issued, "roster")
        self.server = servers[0]
        self.platforms = {e.id: e for e in self.entries if e.role == PLATFORM}

    def is_by(self, authority: VerifyingKey) -> bool:
        return authority.verifies(lab("roster", sha256(self._signed)), self._signature)

    def is_fresh(self, days: int) -> bool:
        now = time.time()
        return self.issued <= now < self.expires and now <= self.issued + 86400 * days


class Succession:
    """The authority's key before names the next one, which agrees."""

    def __init__(self, data: bytes):
        self.statement, self.handover, self.acceptance = data[:128], data[128:192], data[192:]
        self.federation, self.sequence = data[:16], int.from_bytes(data[16:24], "big")
        self.predecessor, self.successor = data[24:68], data[68:112]
        self.issued, self.ends = (int.from_bytes(data[i : i + 8], "big") for i in (112, 120))

    @staticmethod
    def stated(old: SigningKey, new: SigningKey, sequence: int, issued: int, ends: int) -> bytes:
        keys = [SPKI_PREFIX + key.public for key in (old, new)]
        numbers = [n.to_bytes(8, "big") for n in (sequence, issued, ends)]
        return party_id(keys[0]) + numbers[0] + keys[0] + keys[1] + numbers[1] + numbers[2]

    @staticmethod
    def signed(statement: bytes, old: SigningKey, new: SigningKey) -> bytes:
        digest = sha256(statement)
        return statement + old.sign(lab("succession", digest)) + new.sign(lab("succession-accepted", digest))

    def holds(self) -> bool:
        """By itself; that it follows from what is known is the lineage's question."""
        digest = sha256(self.statement)
        try:
            keys = [VerifyingKey(self._key(spki)) for spki in (self.predecessor, self.successor)]
        except ValueError:
            return False
        return (
            self.ends > self.issued >= 0
            and keys[0].verifies(lab("succession", digest), self.handover)
            and keys[1].verifies(lab("succession-accepted", digest), self.acceptance)
        )

    @staticmethod
    def _key(spki: bytes) -> bytes:
        if not spki.startswith(SPKI_PREFIX):
            raise ValueError("key")
        return spki[12:]


class Lineage:
    """The authority's keys one after another."""

    def __init__(self, path: Path, newest: bytes):
        blocks = re.findall(r"-----BEGIN FEDNER SUCCESSION-----(.*?)-----END", path.read_text("ascii"), re.S)
        self._all = [Succession(base64.b64decode(block)) for block in blocks]
        first = self._all[0].predecessor if self._all else newest
        self.federation, last = party_id(first), first
        for number, next_ in enumerate(self._all, 1):
            follows = next_.sequence == number and next_.predecessor == last and next_.federation == self.federation
            if not follows or not next_.holds():
                raise SystemExit(f"{path}: a succession does not hold")
            last = next_.successor
        if last != newest:
            raise SystemExit(f"{path}: the successions lead to another key")
        self.newest = newest

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """By a key that counts now."""
        keys = [self.newest] + [s.predecessor for s in self._all if time.time() < s.ends]
        return any(VerifyingKey(key[12:]).verifies(message, signature) for key in keys)


class Identity:
    """What `provision request` and `provision install` left in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        pkcs8 = pem(folder / "key.pem", "PRIVATE KEY")
        if not pkcs8.startswith(PKCS8_PREFIX) or len(pkcs8) not in (48, 83):
            raise SystemExit("key.pem holds no Ed25519 key")
        self.key = SigningKey(pkcs8[16:48])
        self.id = party_id(SPKI_PREFIX + self.key.public)
        self.audit_key = SigningKey(pem(folder / "audit-key.pem", "PRIVATE KEY")[16:48])
        self.authority_der = pem(folder / "authority.pem", "FEDNER AUTHORITY CERTIFICATE")
        self.authority = Lineage(folder / "authority.pem", spki_of(self.authority_der))
        self.federation = self.authority.federation
        self.roster = self._installed_roster()

    def _installed_roster(self):
        roster = Roster(pem(self.folder / "roster.pem", "FEDNER ROSTER"))
        if not roster.is_by(self.authority) or roster.federation != self.federation:
            raise SystemExit("the roster is not the authority's")
        return roster

    def newest_roster(self) -> Roster:
        """What `provision install` brought meanwhile counts; an older one never does."""
        installed = self._installed_roster()
        if installed.version > self.roster.version:
            self.roster = installed
        return self.roster

    def signed_job(self, job: bytes, signature: bytes) -> bool:
        return self.authority.verifies(lab("job", self.federation, sha256(job)), signature)
