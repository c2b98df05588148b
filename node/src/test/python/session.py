"""docs/protocol.md, "Connection": mutual TLS 1.3, frames, the way in, long messages in chunks, signs of life."""

import socket
import ssl
import struct

from enrolment import Identity, spki_of
from primitives import sha256

DATA, ADMITTED, REFUSED, ENTERED, PING, PONG, BEGIN, CHUNK, HOLDING = range(9)
FRAMING_VERSION, LARGEST_CONTROL, CHUNK_BYTES = 2, 64, 1 << 16
AGAIN = b"\1\2\3\6\7"  # what may heal by itself; 4 only for who was connected before
HEARTBEAT_SECONDS, SILENCE_SECONDS = 10, 35


class Lost(Exception):
    """The connection is gone; whoever wants may make another."""


class Part:
    """What has come of a message in chunks; it outlives its connection."""

    def __init__(self, announced: bytes):
        self.digest, self.length = announced[:32], int.from_bytes(announced[32:36], "big")
        self.data = bytearray()

    def announcement(self):
        return self.digest + struct.pack(">II", self.length, len(self.data))


class Session:
    """One connection that has been let in; messages of the protocol go in DATA frames, long ones in chunks."""

    def __init__(self, identity: Identity, host: str, port: int, largest: int, was_connected: bool, part=None):
        self._largest, self.part, self._under_way = largest, part, False
        self._peer_holds, self.resumed = None, 0
        try:
            plain = socket.create_connection((host, port), timeout=10)
            self._socket = _context(identity).wrap_socket(plain, server_hostname=host)
        except OSError as e:
            raise Lost(str(e)) from e
        self._require_listed(identity)
        kind, body = self._frame(LARGEST_CONTROL)
        if kind == REFUSED and body[0] in AGAIN + (b"\4" if was_connected else b""):
            self._socket.close()
            raise Lost(f"refused for now: {body[0]}")
        if kind == REFUSED:
            raise SystemExit(f"refused at the door: {body.hex()}")
        lowest, highest = struct.unpack(">HH", body)
        if kind != ADMITTED or not lowest <= FRAMING_VERSION <= highest:
            raise SystemExit("no framing in common")
        self._write(ENTERED, struct.pack(">H", FRAMING_VERSION))
        if part is not None:
            self._write(HOLDING, part.announcement())

    def _require_listed(self, identity):
        """TLS has checked the authority's signature, dates, purpose and host; the roster says who the server is."""
        certificate, server = self._socket.getpeercert(binary_form=True), identity.roster.server
        listed = not server.certificates or sha256(certificate) in server.certificates
        if spki_of(certificate) != server.spki or not listed:
            raise SystemExit("not the server that the roster lists")

    def send(self, message: bytes, cut_after=None):
        """`cut_after` so many bytes of it the connection is lost."""
        if len(message) <= CHUNK_BYTES:
            self._write(DATA, message)
            return
        digest, at = sha256(message), 0
        if self._peer_holds and self._peer_holds[:36] == digest + struct.pack(">I", len(message)):
            at = self.resumed = int.from_bytes(self._peer_holds[36:], "big")
        self._peer_holds = None
        self._write(BEGIN, digest + struct.pack(">II", len(message), at))
        for start in range(at, len(message), CHUNK_BYTES):
            if cut_after is not None and start >= cut_after:
                self.cut()
                raise Lost("cut on purpose")
            self._write(CHUNK, struct.pack(">I", start) + message[start : start + CHUNK_BYTES])

    def receive(self) -> bytes:
        """The next message; answers PING on the way."""
        while True:
            kind, body = self._frame(CHUNK_BYTES)
            if kind == DATA and not self._under_way:
                return body
            if kind == BEGIN and not self._under_way:
                self._begin(body)
            elif kind == CHUNK and self._under_way:
                if self._is_whole_with(body):
                    message, self.part, self._under_way = bytes(self.part.data), None, False
                    return message
            elif kind == HOLDING:
                self._peer_holds = body
            elif kind == PING:
                self._write(PONG, b"")
            elif kind != PONG:
                raise Lost("a frame out of place")

    def _begin(self, body):
        fresh, at = Part(body), int.from_bytes(body[36:], "big")
        if not CHUNK_BYTES < fresh.length <= self._largest:
            raise Lost("a message too long, or too short for chunks")
        if at == 0:
            self.part = fresh
        elif self.part is None or self.part.announcement() != body:
            raise Lost("to go on with what is not here")
        self._under_way = True

    def _is_whole_with(self, body):
        part = self.part
        if int.from_bytes(body[:4], "big") != len(part.data) or not 4 < len(body) <= 4 + part.length - len(part.data):
            self.part = None
            raise Lost("a chunk out of place")
        part.data += body[4:]
        if len(part.data) == part.length and sha256(bytes(part.data)) != part.digest:
            self.part = None
            raise Lost("another message than announced")
        return len(part.data) == part.length

    def _write(self, kind, body):
        try:
            self._socket.sendall(struct.pack(">IB", len(body) + 1, kind) + body)
        except OSError as e:
            raise Lost(str(e)) from e

    def _frame(self, largest):
        length, kind = struct.unpack(">IB", self._exactly(5))
        most = {DATA: 1 + largest, CHUNK: 5 + CHUNK_BYTES}.get(kind, LARGEST_CONTROL)
        if not 1 <= length <= most:
            raise Lost("a frame too long")
        return kind, self._exactly(length - 1)

    def _exactly(self, count):
        """Bytes as they come; says PING after a while of silence, and gives up after a longer one."""
        out, silent = bytearray(), 0
        self._socket.settimeout(HEARTBEAT_SECONDS)
        while len(out) < count:
            try:
                more = self._socket.recv(min(count - len(out), 1 << 16))
            except TimeoutError:
                silent += HEARTBEAT_SECONDS
                if silent > SILENCE_SECONDS:
                    raise Lost("silence") from None
                self._write(PING, b"")
                continue
            except OSError as e:
                raise Lost(str(e)) from e
            if not more:
                raise Lost("closed")
            out, silent = out + more, 0
        return bytes(out)

    def cut(self):
        """As if the network failed: no farewell of TLS."""
        self._socket.close()

    def close(self):
        try:
            self._socket.unwrap().close()
        except OSError:
            self._socket.close()


def _context(identity):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks certificate and host name
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=identity.authority_der)
    context.load_cert_chain(identity.folder / "certificate.pem", identity.folder / "key.pem")
    return context
