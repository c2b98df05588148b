package org.fedner.node.loop;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.fedner.aggregation.message.Succession;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.job.JobTerms;
import org.fedner.node.transport.Peer;

/** What a run tells people while it goes on. Names of parties and counts only; nothing from data. */
public sealed interface RunEvent {

    /** The server accepts connections. */
    record Listening(int port) implements RunEvent {}

    /** The party's page is open; {@code fingerprint} is its certificate's. */
    record PageOpened(String address, String fingerprint) implements RunEvent {}

    /** The server waits for platforms. */
    record Waiting(int present, int needed) implements RunEvent {}

    /** A connection was made or made again. {@code certificateExpires} is a UTC time as ISO 8601 writes it. */
    record Connected(String peer, String certificateExpires) implements RunEvent {
        public static Connected to(Peer peer) {
            return new Connected(peer.name(), peer.certificateExpires().toString());
        }
    }

    /** A connection is gone. */
    record Disconnected(String peer) implements RunEvent {}

    /** An epoch is set up. */
    record EpochOpened(long epoch, List<String> members) implements RunEvent {}

    /** A round is verified. {@code loss} is the mean negative log-likelihood of its sentences. */
    record RoundDone(long round, int rounds, double loss) implements RunEvent {}

    /** A round is done whose sum this party does not see, or in which no loss is summed. */
    record HiddenRoundDone(long round, int rounds) implements RunEvent {}

    /** A deadline passed while these platforms were still awaited in that round. */
    record Late(long round, List<String> awaited) implements RunEvent {}

    /** An attempt ended without a sum. */
    record RoundVoided(long round, List<String> missing) implements RunEvent {}

    /** The last verified rounds were kept by too few and are done again, from the model of {@code round} on. */
    record RolledBack(long round, long rounds) implements RunEvent {}

    /** Those who are here disagree with this server on {@code round}; these, who are not, may know better and are waited for. */
    record Held(long round, List<String> awaited) implements RunEvent {}

    /** A round is verified without these platforms, which dropped out of it; their inputs are in no sum. */
    record DroppedOut(long round, List<String> platforms) implements RunEvent {}

    /** A platform is left out from here on; {@code why} is a {@code DropCode} as the audit log writes it. */
    record Excluded(String platform, long epoch, long round, String why) implements RunEvent {}

    /** A platform scored its dev split; the losses are null where they are not known. Its own affair, never sent. */
    record DevScored(long round, double strictF1, Double trainLoss, Double devLoss) implements RunEvent {}

    /** A round on public dummies was judged; {@code faults} are those seen so far. */
    record DummyRoundJudged(int round, int rounds, int faults) implements RunEvent {}

    /** A party asks for newer papers; at the server the request lies ready for the coordinator. */
    record RenewalAsked(String party, String expires) implements RunEvent {}

    /** A party has newer papers, from now on. */
    record Renewed(String party, String expires) implements RunEvent {}

    /** A request or an answer that was none; {@code fault} is an {@code IdentityFault} or NOT_STORED. */
    record RenewalRefused(String party, String fault) implements RunEvent {}

    /** The authority's key was succeeded, and this party believes the successor from now on. */
    record AuthoritySucceeded(String party, long sequence, String fingerprint, String overlapEnds) implements RunEvent {
        public static AuthoritySucceeded of(String party, Succession next) {
            return new AuthoritySucceeded(
                    party,
                    next.sequence(),
                    Fingerprint.ofKey(next.successor()).hex(),
                    Instant.ofEpochSecond(next.overlapEndsEpochSeconds()).toString());
        }
    }

    /** A platform speaks no version of the protocol that the server does. */
    record VersionRefused(String peer, List<Integer> theirs, List<Integer> ours) implements RunEvent {}

    /** The job is done. */
    record Finished(long rounds) implements RunEvent {}

    /** Observes; it decides nothing. Called on the party's loop. */
    interface Watcher {
        /** Hears one event. */
        void heard(RunEvent event);

        /** The party's audit log in {@code folder} is open; whatever is written from now on can be observed. */
        default void opened(PartyLog log, Path folder) {}

        /** What this party works on from here on. */
        default void accepted(JobTerms terms) {}

        /** The party's loop is alive; about once a second while it has nothing long to do. */
        default void beats() {}

        /** Hears nothing. */
        static Watcher none() {
            return event -> {};
        }
    }
}
