package org.fedner.node.renewal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Renewal;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.Peer;

/**
 * The server's side: a letter box. Requests of the platforms, and its own, lie in {@code enrolment/requests} for the
 * coordinator to fetch; answers put into {@code enrolment/answers} go to whom they are for. One request of each platform is
 * kept, and none that does not prove the very key that its connection is of. Confined to the server's loop.
 */
public final class ServerRenewal {
    private static final int LARGEST_REQUEST_BYTES = 1 << 14;

    private final Path requests;
    private final Path answers;
    private final Identity identity;
    private final Clock clock;
    private final RunEvent.Watcher watcher;
    private final BiConsumer<Peer, WireMessage<?>> door;
    private final RenewalTimes times = new RenewalTimes();
    private final Successors successors;
    private final Map<PlatformId, Correspondent> correspondents = new HashMap<>();
    private FileTime ownAnswerAt = FileTime.fromMillis(0);

    /** A connected platform that knows RENEWAL, and what it has been sent. */
    private static final class Correspondent {
        private final Peer peer;
        private X509Certificate serverSeen;
        private FileTime answerSeen = FileTime.fromMillis(0);
        private int successionsSeen;

        Correspondent(Peer peer, X509Certificate serverSeen) {
            this.peer = peer;
            this.serverSeen = serverSeen;
        }
    }

    /**
     * @param folder of the letter box; made here
     * @param door through which a message leaves
     */
    public ServerRenewal(
            Path folder,
            Identity identity,
            Clock clock,
            PartyLog log,
            RunEvent.Watcher watcher,
            BiConsumer<Peer, WireMessage<?>> door) {
        this.requests = folder.resolve("requests");
        this.answers = folder.resolve("answers");
        this.identity = identity;
        this.clock = clock;
        this.watcher = watcher;
        this.door = door;
        this.successors = new Successors(identity, log, watcher);
        try {
            Files.createDirectories(requests);
            Files.createDirectories(answers);
        } catch (IOException e) {
            // no letter box: said when the first letter cannot be kept
        }
    }

    /** A platform was welcomed that knows RENEWAL. */
    public void greeted(Peer peer) {
        Correspondent greeted = new Correspondent(peer, identity.certificate());
        correspondents.put(peer.id(), greeted);
        announceTo(greeted, successors.tell());
    }

    /**
     * Brings the authority's newest key to everybody who may not know it. To be called after a roster was chosen and before it
     * leaves: then whoever gets it knows its signer.
     */
    public void announce() {
        int successions = successors.tell();
        correspondents.values().forEach(to -> announceTo(to, successions));
    }

    private void announceTo(Correspondent to, int successions) {
        if (to.successionsSeen < successions) {
            to.successionsSeen = successions;
            send(
                    to.peer,
                    new Enrolment(
                            Optional.empty(),
                            identity.authority().get(),
                            identity.roster().signed()));
        }
    }

    /** Its connection is gone. */
    public void gone(Peer peer) {
        correspondents.values().removeIf(known -> known.peer.equals(peer));
    }

    /** Keeps a request; whether the message was one. */
    public boolean takes(Peer from, Message message) {
        if (!(message instanceof Renewal renewal)) {
            return false;
        }
        try {
            keep(from, renewal.paper().toBytes());
        } catch (IdentityException e) {
            watcher.heard(new RunEvent.RenewalRefused(from.name(), e.fault().name()));
        } catch (IOException e) {
            watcher.heard(new RunEvent.RenewalRefused(from.name(), "NOT_STORED"));
        }
        return true;
    }

    private void keep(Peer from, byte[] paper) throws IdentityException, IOException {
        String text = new String(paper, 0, Math.min(paper.length, LARGEST_REQUEST_BYTES), StandardCharsets.ISO_8859_1);
        EnrolmentRequest request = EnrolmentRequest.parse(text, "a RENEWAL");
        if (!request.id().equals(from.id()) || !request.name().equals(from.name())) {
            watcher.heard(new RunEvent.RenewalRefused(from.name(), "WRONG_KEY"));
        } else if (request.writeIfNew(requests.resolve(from.name() + ".request"))) {
            watcher.heard(new RunEvent.RenewalAsked(from.name(), ""));
        }
    }

    /** Looks into the letter box and at the clock; to be called about every second. */
    public void look() {
        askForThisServer();
        takeOwnAnswer();
        announce();
        List.copyOf(correspondents.values()).forEach(this::deliver);
    }

    private void askForThisServer() {
        X509Certificate certificate = identity.certificate();
        if (times.isDue(certificate, identity.certificateEnds(), clock.instant())) {
            times.asked(clock.instant());
            try {
                if (identity.renewalRequest().writeIfNew(requests.resolve(identity.name() + ".request"))) {
                    watcher.heard(new RunEvent.RenewalAsked(
                            identity.name(), identity.certificateEnds().toString()));
                }
            } catch (IOException | IdentityException e) {
                watcher.heard(new RunEvent.RenewalRefused(identity.name(), "NOT_STORED"));
            }
        }
    }

    private void takeOwnAnswer() {
        Path file = answer(identity.name());
        Optional<FileTime> at = modified(file).filter(time -> !time.equals(ownAnswerAt));
        if (at.isEmpty()) {
            return;
        }
        ownAnswerAt = at.get();
        X509Certificate before = identity.certificate();
        try {
            identity.renew(Enrolment.read(file), clock);
            if (!identity.certificate().equals(before)) {
                renewed(identity.name(), identity.certificateEnds());
            }
        } catch (IdentityException e) {
            watcher.heard(new RunEvent.RenewalRefused(identity.name(), e.fault().name()));
        }
    }

    private void deliver(Correspondent to) {
        X509Certificate own = identity.certificate();
        if (!own.equals(to.serverSeen)) {
            to.serverSeen = own;
            send(
                    to.peer,
                    new Enrolment(
                            Optional.of(own),
                            identity.authority().get(),
                            identity.roster().signed()));
        }
        Path file = answer(to.peer.name());
        Optional<FileTime> at = modified(file).filter(time -> !time.equals(to.answerSeen));
        if (at.isEmpty()) {
            return;
        }
        to.answerSeen = at.get();
        try {
            Enrolment answer = Enrolment.read(file);
            identity.adopt(answer); // else the platform would know a newer roster than this server
            Optional<X509Certificate> newer = answer.certificate().filter(to.peer::renew);
            if (newer.isPresent()) { // else an answer of before, which this platform has
                send(to.peer, answer);
                renewed(to.peer.name(), to.peer.certificateExpires());
            }
        } catch (IdentityException e) {
            watcher.heard(new RunEvent.RenewalRefused(to.peer.name(), e.fault().name()));
        }
    }

    private void renewed(String name, Instant ends) {
        watcher.heard(new RunEvent.Renewed(name, ends.toString()));
        try {
            Files.deleteIfExists(requests.resolve(name + ".request"));
        } catch (IOException e) {
            // a request too many, which changes nothing when it is approved again
        }
    }

    private void send(Peer to, Enrolment paper) {
        byte[] text = paper.text().getBytes(StandardCharsets.ISO_8859_1);
        door.accept(to, WireMessage.of(new Renewal(ByteString.of(text))));
    }

    private Path answer(String name) {
        return answers.resolve(name + ".enrolment");
    }

    private static Optional<FileTime> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (IOException e) {
            return Optional.empty(); // there is none
        }
    }
}
