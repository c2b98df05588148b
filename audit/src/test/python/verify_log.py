"""A second verifier of audit logs, written from docs/audit.md and the C2SP specifications; standard library only.

    python3 verify_log.py POLICY LOG...

Given nothing but the public keys (a tlog-policy file) and the logs' folders, it computes every hash anew and checks each
checkpoint, cosignature, tile and proof. Prints one line a log and what was counted; ends with 0 if all holds, with 6 if not.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

DASH, FULL = "\u2014 ", 256


class Wrong(Exception):
    """What does not hold, and where."""


def need(holds, where, what):
    if not holds:
        raise Wrong(f"{where}: {what}")


# ------------------------------------------------------------ Ed25519 (RFC 8032), verification only

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(k, p):
    q = (0, 1, 1, 0)
    while k:
        if k & 1:
            q = _add(q, p)
        p, k = _add(p, p), k >> 1
    return q


def _point(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(encoded) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * SQRT_M1 % P
    if v * x * x % P != u or x == 0 and sign:
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signature(key: bytes, message: bytes, signature: bytes) -> bool:
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = _times(s, BASE), _add(r, _times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ------------------------------------------------------------ RFC 6962

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(leaf):
    return sha256(b"\0", leaf)


def root(hashes):
    """MTH of section 2.1, by the recursive definition."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256()
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", root(hashes[:k]), root(hashes[k:]))


class Growing:
    """Roots of every prefix, a leaf at a time."""

    def __init__(self):
        self._perfect, self.size = [], 0

    def append(self, digest):
        size = self.size
        while size & 1:
            digest, size = sha256(b"\1", self._perfect.pop(), digest), size >> 1
        self._perfect.append(digest)
        self.size += 1

    def root(self):
        out = self._perfect[-1] if self._perfect else sha256()
        for left in reversed(self._perfect[:-1]):
            out = sha256(b"\1", left, out)
        return out


# ------------------------------------------------------------ C2SP: keys, notes, policy

class Key:
    """name+keyid+base64(type || key); only the first two + separate."""

    def __init__(self, text):
        self.name, stated, rest = text.split("+", 2)
        typed = base64.b64decode(rest, validate=True)
        self.type, self.key = typed[0], typed[1:]
        self.id = sha256(self.name.encode(), b"\n", typed)[:4]
        need(self.id.hex() == stated and len(self.key) == 32, text, "key id")

    def signed(self, text: bytes, blob: bytes) -> bool:
        if self.type == 1:
            return is_signature(self.key, text, blob)
        seconds = int.from_bytes(blob[:8], "big")
        return is_signature(self.key, b"cosignature/v1\ntime %d\n" % seconds + text, blob[8:])


class Policy:
    def __init__(self, path):
        self.logs, self.witnesses = [], []
        for line in Path(path).read_text("latin-1").splitlines():
            words = line.split()
            if words[:1] == ["log"]:
                self.logs.append(Key(words[1]))
            elif words[:1] == ["witness"]:
                self.witnesses.append(Key(words[2]))


class Note:
    def __init__(self, where, data: bytes):
        head, _, tail = data.decode("utf-8").rpartition("\n\n")
        self.where, self.text = where, head + "\n"
        lines = self.text.split("\n")
        need(len(lines) == 4 and re.fullmatch("0|[1-9][0-9]*", lines[1]), where, "not a checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        self.lines = []
        for line in tail.split("\n")[:-1]:
            need(line.startswith(DASH), where, "not a signature line")
            name, blob = line[2:].rsplit(" ", 1)
            blob = base64.b64decode(blob, validate=True)
            self.lines.append((name, blob[:4], blob[4:]))

    def signers(self, keys):
        """Who of `keys` signed; a wrong line of one of them spoils the note."""
        found = []
        for name, key_id, blob in self.lines:
            for key in keys:
                if (key.name, key.id) == (name, key_id):
                    need(key.signed(self.text.encode(), blob), self.where, f"signature of {name}")
                    found.append(key)
        return found


def note_of(event, where, witnesses=()):
    """The checkpoint that a leaf holds: its root in hex, signature and cosignatures as key id and blob."""
    text = f'{event["origin"]}\n{event["size"]}\n{base64.b64encode(bytes.fromhex(event["root"])).decode()}\n'
    blob = base64.b64encode(bytes.fromhex(event["signature"])).decode()
    lines = [f'{DASH}{event["origin"]} {blob}\n']
    for cosignature in event.get("cosignatures", []):
        blob = bytes.fromhex(cosignature)
        names = [key.name for key in witnesses if key.id == blob[:4]]
        need(names, where, "a cosignature of a witness that the policy does not name")
        lines.append(f"{DASH}{names[0]} {base64.b64encode(blob).decode()}\n")
    return Note(where, (text + "\n" + "".join(lines)).encode())


# ------------------------------------------------------------ a log's folder

def tile_path(level, index, width):
    groups = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        groups = f"x{index % 1000:03d}/{groups}"
    return f"tile/{level}/{groups}" + ("" if width == FULL else f".p/{width}")


def leaves(folder):
    """Every leaf with the file it stands in: bundles in order, then the journal's complete lines."""
    index = 0
    while True:
        widths = [FULL] if (folder / tile_path("entries", index, FULL)).exists() else []
        partial = folder / (tile_path("entries", index, FULL) + ".p")
        widths += sorted((int(p.name) for p in partial.glob("*")), reverse=True) if partial.is_dir() else []
        if not widths:
            break
        path, at = folder / tile_path("entries", index, widths[0]), 0
        data = path.read_bytes()
        while at < len(data):
            length = int.from_bytes(data[at : at + 2], "big")
            need(at + 2 + length <= len(data), path, "cut entry")
            yield path, data[at + 2 : at + 2 + length]
            at += 2 + length
        index += 1
    journal = folder / "journal.jsonl"
    for line in journal.read_bytes().split(b"\n")[:-1]:
        yield journal, line


def canonical(event):
    """RFC 8785, for what a leaf may hold: objects, arrays, strings and integers."""
    return json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Log:
    def __init__(self, folder, policy):
        self.folder, self.policy = Path(folder), policy
        self.events, self.hashes, self.roots, tree = [], [], {}, Growing()
        for path, leaf in leaves(self.folder):
            event = json.loads(leaf)
            where = f"{path} at {tree.size}"
            if event["seq"] < tree.size:
                continue  # the bundle is written, the journal not emptied yet
            need(canonical(event) == leaf, where, "not canonical JSON")
            need(event["seq"] == tree.size, where, "number")
            digest = leaf_hash(leaf)
            tree.append(digest)
            self.hashes.append(digest)
            self.events.append((where, event))
            self.roots[tree.size] = tree.root()
        need(self.events, folder, "no leaves")
        self.origin = self.events[0][1]["log"]
        self.keys = [key for key in policy.logs if key.name == self.origin]
        need(self.keys, folder, f"the policy does not name {self.origin}")
        self.cosignatures = 0

    def verify(self):
        need(all(event["log"] == self.origin for _, event in self.events), self.folder, "origin")
        notes = sorted((self.folder / "checkpoints").iterdir(), key=lambda p: int(p.name))
        for path in notes:
            note = Note(path, path.read_bytes())
            need(note.origin == self.origin and note.size == int(path.name), path, "another checkpoint")
            need(note.signers(self.keys), path, "not signed by the log")
            need(note.root == self.roots.get(note.size), path, "root")
        need((self.folder / "checkpoint").read_bytes() == notes[-1].read_bytes(), self.folder, "checkpoint")
        self._tiles()
        self._cosigned()
        self.checkpoints = len(notes)

    def _tiles(self):
        """Every hash tile on disk, and that none is missing of a closed log."""
        level, hashes = 0, self.hashes
        closed = (self.folder / "journal.jsonl").stat().st_size == 0
        while hashes:
            for index in range(-(-len(hashes) // FULL)):
                part = hashes[index * FULL : (index + 1) * FULL]
                path = self.folder / tile_path(level, index, len(part))
                if closed or path.exists():
                    need(path.exists() and path.read_bytes() == b"".join(part), path, "tile")
            hashes = [root(hashes[i : i + FULL]) for i in range(0, len(hashes) - FULL + 1, FULL)]
            level += 1

    def _cosigned(self):
        """Each leaf about witnessing holds a checkpoint with right signatures; quorums are those of the epoch's terms."""
        quorum, is_server = 1, False
        for where, event in self.events:
            if event["type"] == "identity" and event["action"] == "own":
                is_server = "member" not in event
            elif event["type"] == "epoch.witnesses":
                n, k, f = event["witnesses"], event["quorum"], event["colluders"]
                need(k == min(n, (n + f) // 2 + 1), where, "quorum")
                quorum = k if is_server else 1
            elif event["type"] in ("checkpoint.cosigned", "checkpoint.witnessed"):
                note = note_of(event, where, self.policy.witnesses)
                keys = [key for key in self.policy.logs if key.name == note.origin]
                need(note.signers(keys), where, "not signed by its log")
                by = {key.name for key in note.signers(self.policy.witnesses)} - {note.origin + "/w"}
                self.cosignatures += len(by)
                if event["type"] == "checkpoint.witnessed" and note.origin == self.origin:
                    need(len(by) >= quorum, where, f"{len(by)} cosignatures, not {quorum}")
                    need(note.root == self.roots.get(note.size), where, "cosigned root")


def check_proof(path, leaf_path, policy):
    """C2SP tlog-proof: the inclusion proof is folded by RFC 9162, section 2.1.3.2."""
    head, _, note = Path(path).read_bytes().partition(b"\n\n")
    lines = head.decode().split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("index "), path, "not a proof")
    index, note = int(lines[1][6:]), Note(path, note)
    need(note.signers([key for key in policy.logs if key.name == note.origin]), path, "not signed by its log")
    node, last, digest = index, note.size - 1, leaf_hash(Path(leaf_path).read_bytes())
    for line in lines[2:]:
        sibling = base64.b64decode(line, validate=True)
        need(last > 0, path, "too long")
        if node & 1 or node == last:
            digest = sha256(b"\1", sibling, digest)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = sha256(b"\1", digest, sibling)
        node, last = node >> 1, last >> 1
    need(last == 0 and digest == note.root, path, "not in the tree")
    return f"{path}: entry {index} of {note.origin}, {len(note.signers(policy.witnesses))} cosignatures"


def main(arguments):
    policy, logs = Policy(arguments[0]), []
    try:
        if arguments[1].endswith(".tlog-proof"):
            print(check_proof(arguments[1], arguments[2], policy))
            return 0
        for folder in arguments[1:]:
            log = Log(folder, policy)
            log.verify()
            logs.append(log)
            newest = log.roots[len(log.events)].hex()
            print(f"{log.origin} {len(log.events)} {log.checkpoints} {log.cosignatures} {newest}")
        for log in logs:
            for where, event in log.events:
                if event["type"] in ("checkpoint.cosigned", "checkpoint.witnessed"):
                    for other in logs:
                        if other.origin == event["origin"]:
                            seen = other.roots.get(event["size"], b"").hex()
                            need(seen == event["root"], where, f"{other.origin} is another log now")
    except (Wrong, ValueError, OSError, KeyError, IndexError) as e:
        print(f"WRONG {e}")
        return 6
    print("all hold")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
