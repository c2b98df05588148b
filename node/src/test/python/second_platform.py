"""A platform of another language, written from docs/protocol.md. It takes part; it does not train.

    python3 second_platform.py --identity FOLDER --port PORT --work FOLDER --sentences N

Prints one JSON object a line; ends with 0 when the job is finished, with 6 when it refused something.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from cosigning import Unwitnessed, Witness
from enrolment import Identity, Roster
from member import Member, Policy, Stop
from session import Lost, Session
from shared import Implausible, SharedState, Terms
from wire import Malformed, Message

VERSION = 5
LARGEST_MESSAGE = 1 << 26
PAUSES_SECONDS = [0.1, 0.2, 0.5] + [1] * 60


class Store:
    """What a platform keeps on disk: the last epoch accepted, its state, and with whom it verified that."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._epoch, self._state = folder / "epoch", folder / "state"

    def last_epoch(self):
        return int(self._epoch.read_text()) if self._epoch.exists() else 0

    def remember_epoch(self, number):
        _write(self._epoch, str(number).encode())

    def load(self, terms):
        if not self._state.exists():
            return SharedState(terms), []
        data = self._state.read_bytes()
        members = [data[1 + 16 * i : 17 + 16 * i] for i in range(data[0])]
        return SharedState.decode(terms, data[1 + 16 * data[0] :]), members

    def save(self, state, members):
        _write(self._state, bytes([len(members)]) + b"".join(members) + state.encode())


def _write(path, data):
    fresh = path.with_suffix(".new")
    with open(fresh, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def tell(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


class Run:
    def __init__(self, options):
        self.options, self.identity = options, Identity(options.identity)
        self.member, self.cut, self.witness = None, options.cut_after_upload, Witness(self.identity)
        self.cut_within, self.part = options.cut_within_upload, None

    def to_the_end(self):
        for pause in PAUSES_SECONDS:
            try:
                return self._one_connection()
            except Lost as e:
                tell("disconnected", why=str(e))
                time.sleep(pause)
        return 5

    def _one_connection(self):
        where, known = (self.options.host, self.options.port), self.member is not None
        session = Session(self.identity, *where, LARGEST_MESSAGE, was_connected=known, part=self.part)
        try:
            return self._speak(session)
        finally:
            self.part = session.part  # what is left of a message is gone on with

    def _speak(self, session):
        tell("connected")
        session.send(self.witness.message())
        standing = self.member.standing() if self.member else (0,)
        session.send(
            Message.encode(
                "HELLO", versions=[VERSION], federation=self.identity.federation, platform=self.identity.id,
                standing=standing,
            ).data
        )
        while True:
            data = session.receive()
            try:
                if not self._step(session, data):
                    return self._finished(session)
                if self.member and self.member.state.model_round == self.options.die_after:
                    session.cut()
                    return 0
            except (Malformed, Implausible, Unwitnessed) as e:
                session.close()
                tell("stopped", reason=str(e))
                return 6
            except Stop as e:
                for message in self.member.aborts(e.reason):
                    session.send(message)
                session.close()
                tell("stopped", reason=e.reason)
                return 6

    def _step(self, session, data):
        """Whether there is more to do."""
        name = Message.decode(data).name
        if name == "WELCOME":
            self._welcomed(Message.decode(data))
        elif name == "REFUSED":
            raise SystemExit(f"refused: {data.hex()}")
        elif name == "CHECKPOINT":
            self.witness.on_checkpoint(Message.decode(data), self.member.epoch, self.member.terms.colluders)
        elif self.member is not None:
            if name == "RESULT":
                self.witness.on_sum(Message.decode(data)["context"])
            if name == "ROSTER":
                self._keep_newer_roster(Message.decode(data)["roster"])
            for message in self.member.receive(data):
                decoded = Message.decode(message)
                if decoded.name == "UPLOAD":
                    self.witness.enter(self.member.epoch)
                    session.send(self.witness.before_upload(self.member.attempt, decoded["context"]))
                within = decoded.name == "UPLOAD" and self.member.attempt[0] == self.cut_within
                self.cut_within = None if within else self.cut_within
                session.send(message, cut_after=len(message) // 2 if within else None)
                if session.resumed:
                    tell("resumed", at=session.resumed, of=len(message))
                    session.resumed = 0
                if Message.decode(message).name == "UPLOAD" and self.member.attempt[0] == self.cut:
                    self.cut = None
                    session.cut()
                    raise Lost("cut on purpose")
        return self.member is None or self.member.phase != "PlatformFinished"

    def _welcomed(self, welcome):
        job = welcome["job"]
        if welcome["version"] != VERSION or not self.identity.signed_job(job, welcome["jobSignature"]):
            raise SystemExit("a version or a job that nobody agreed to")
        terms = Terms(job)
        if self.member is None:
            store, policy = Store(self.options.work), Policy()
            self.member = Member(self.identity, terms, store, self.options.sentences, policy, tell)
        elif self.member.terms.digest != terms.digest:
            raise SystemExit("another job in mid-run")

    def _keep_newer_roster(self, data):
        """For the next connection's checks; what the epoch may use is the member's question."""
        try:
            offered = Roster(data)
        except Malformed:
            return
        if offered.version > self.identity.roster.version and offered.is_by(self.identity.authority):
            self.identity.roster = offered

    def _finished(self, session):
        session.send(self.witness.message())
        session.send(Message.encode("BYE").data)
        session.close()
        state = self.member.state
        tell(
            "finished", round=state.model_round, sharedModel=state.model_digest().hex(), sums=self.member.sums,
            refused=self.member.refused,
        )
        return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--identity", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sentences", type=int, required=True)
    parser.add_argument("--cut-after-upload", type=int, metavar="ROUND", help="lose the connection there, once")
    parser.add_argument("--cut-within-upload", type=int, metavar="ROUND", help="lose it in mid-vector, once")
    parser.add_argument("--die-after", type=int, metavar="ROUND", help="end there without a word")
    sys.exit(Run(parser.parse_args()).to_the_end())


if __name__ == "__main__":
    main()
