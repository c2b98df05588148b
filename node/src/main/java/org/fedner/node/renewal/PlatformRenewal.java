package org.fedner.node.renewal;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Renewal;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.Peer;

/** The platform's side: asks in time, and takes up what comes. Confined to the platform's loop. */
public final class PlatformRenewal {
    private final Identity identity;
    private final Clock clock;
    private final RunEvent.Watcher watcher;
    private final RenewalTimes times = new RenewalTimes();
    private final Successors successors;
    private boolean isKnown;

    public PlatformRenewal(Identity identity, Clock clock, PartyLog log, RunEvent.Watcher watcher) {
        this.identity = identity;
        this.clock = clock;
        this.watcher = watcher;
        this.successors = new Successors(identity, log, watcher);
    }

    /** Tells of a key of the authority's that was taken up meanwhile; to be called about every second. */
    public void look() {
        successors.tell();
    }

    /**
     * The server has welcomed this platform: a request on the connection before may have been lost.
     *
     * @param isKnown whether the version they speak has RENEWAL
     */
    public void connected(boolean isKnown) {
        this.isKnown = isKnown;
        times.forget();
    }

    /** The request, if this is the moment for it. */
    public Optional<WireMessage<?>> due() {
        X509Certificate certificate = identity.certificate();
        if (!isKnown || !times.isDue(certificate, identity.certificateEnds(), clock.instant())) {
            return Optional.empty();
        }
        times.asked(clock.instant());
        watcher.heard(new RunEvent.RenewalAsked(
                identity.name(), identity.certificateEnds().toString()));
        byte[] text = identity.renewalRequest().text().getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(WireMessage.of(new Renewal(ByteString.of(text))));
    }

    /**
     * Takes an answer of the authority's: newer papers of this platform's or of the server's, or its own newer key. What is
     * none of these changes nothing; that is told and goes on, since the certificates here hold as long as they hold.
     *
     * @return whether the message was one
     */
    public boolean takes(Peer server, Message message) {
        if (!(message instanceof Renewal renewal)) {
            return false;
        }
        try {
            Enrolment answer = Enrolment.parse(
                    new String(renewal.paper().toBytes(), StandardCharsets.ISO_8859_1), "the server's RENEWAL");
            identity.authority().offer(answer.authority());
            successors.tell();
            boolean isServers = answer.certificate().filter(server::renew).isPresent();
            if (answer.certificate().isEmpty()) {
                identity.adopt(answer);
            } else if (!isServers) {
                X509Certificate before = identity.certificate();
                identity.renew(answer, clock);
                tell(before);
            }
        } catch (IdentityException e) {
            watcher.heard(new RunEvent.RenewalRefused(identity.name(), e.fault().name()));
        }
        return true;
    }

    private void tell(X509Certificate before) {
        X509Certificate now = identity.certificate();
        if (!now.equals(before)) {
            watcher.heard(new RunEvent.Renewed(
                    identity.name(), identity.certificateEnds().toString()));
        }
    }
}
