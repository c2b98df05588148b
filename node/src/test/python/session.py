"""docs/protocol.md, "Connection": mutual TLS 1.3, frames, the way in, signs of life."""

import socket
import ssl
import struct

from enrolment import Identity, spki_of
from primitives import sha256

DATA, ADMITTED, REFUSED, ENTERED, PING, PONG = range(6)
FRAMING_VERSION, LARGEST_CONTROL = 1, 64
AGAIN = b"\1\2\3\6\7"  # what may heal by itself; 4 only for who was connected before
HEARTBEAT_SECONDS, SILENCE_SECONDS = 10, 35


class Lost(Exception):
    """The connection is gone; whoever wants may make another."""


class Session:
    """One connection that has been let in; messages of the protocol go in DATA frames."""

    def __init__(self, identity: Identity, host: str, port: int, largest: int, was_connected: bool):
        self._largest = largest
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

    def _require_listed(self, identity):
        """TLS has checked the authority's signature, dates, purpose and host; the roster says who the server is."""
        certificate, server = self._socket.getpeercert(binary_form=True), identity.roster.server
        listed = not server.certificates or sha256(certificate) in server.certificates
        if spki_of(certificate) != server.spki or not listed:
            raise SystemExit("not the server that the roster lists")

    def send(self, message: bytes):
        self._write(DATA, message)

    def receive(self) -> bytes:
        """The next message; answers PING on the way."""
        while True:
            kind, body = self._frame(self._largest)
            if kind == DATA:
                return body
            if kind == PING:
                self._write(PONG, b"")
            elif kind != PONG:
                raise Lost("a frame out of place")

    def _write(self, kind, body):
        try:
            self._socket.sendall(struct.pack(">IB", len(body) + 1, kind) + body)
        except OSError as e:
            raise Lost(str(e)) from e

    def _frame(self, largest):
        length, kind = struct.unpack(">IB", self._exactly(5))
        if not 1 <= length <= 1 + (largest if kind == DATA else LARGEST_CONTROL):
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
