package org.fedner.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SampleLog;
import org.fedner.audit.event.Aggregate;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.LogRecover;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.Software;
import org.fedner.audit.event.Version;
import org.fedner.audit.event.VkeyText;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.NoteSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs are intact; what they say breaks a rule. */
class RulesTest {

    private static final int PLATFORM_CERT = 20;
    private static final NoteSigner PLATFORM = new NoteSigner("fedner.example/dep1/a", EventSamples.key(2));
    private static final VkeyText ANY_KEY = VkeyText.of(PLATFORM.vkey());

    @TempDir
    Path directory;

    private final List<Event> server = new ArrayList<>(
            List.of(IdentityEvent.ofThisServer(EventSamples.digest(77), VkeyText.of(SampleLog.SIGNER.vkey()))));
    private final List<Event> platform = new ArrayList<>(
            List.of(IdentityEvent.ofThisPlatform(EventSamples.digest(PLATFORM_CERT), EventSamples.A, ANY_KEY)));

    @Test
    void whatLeftAndArrivedMatches() throws Exception {
        platform.add(EventSamples.egress(1, 5));
        server.add(EventSamples.ingress(1, PLATFORM_CERT, 5));
        assertThat(report().findings()).isEmpty();
    }

    @Test
    void r1FindsAnArrivalThatThePlatformDidNotLog() throws Exception {
        server.add(EventSamples.ingress(1, PLATFORM_CERT, 5));
        assertThat(rules(report())).containsExactly("R1");
        assertThat(report().breaksIntegrity()).isFalse();
    }

    @Test
    void r1FindsADepartureThatNobodyExplains() throws Exception {
        platform.add(EventSamples.egress(1, 5));
        assertThat(rules(report())).containsExactly("R1");
    }

    /** A broken connection swallows it, the next one is made anew; a vector or anything a sum depends on has no such excuse. */
    @Test
    void r1CountsACosignatureThatDidNotArrive() throws Exception {
        platform.add(EventSamples.egress(1, 5, Content.COSIGNATURE));
        VerificationReport report = report();
        assertThat(report.findings()).isEmpty();
        assertThat(report.notices()).anyMatch(notice -> notice.startsWith("R1: 1 cosignatures"));
    }

    /** Whoever dies between logging its keys and sending them ends the set-up; once a round is open, keys have arrived. */
    @Test
    void r1AcceptsKeysThatDidNotArriveForAnEpochWithoutRounds() throws Exception {
        platform.add(new Egress(
                EventSamples.JOB,
                1,
                0,
                0,
                Phase.SETUP,
                Counterpart.SERVER,
                EventSamples.digest(77),
                1361,
                EventSamples.digest(5),
                Content.KEYS));
        assertThat(report().findings()).isEmpty();
        server.add(EventSamples.roundOpen(0, 5));
        assertThat(rules(report())).containsExactly("R1");
    }

    /** It writes down first and sends afterwards; in mode R the round goes on without it and is not void. */
    @Test
    void r1CountsWhatAPlatformWasAboutToSendWhenItDied() throws Exception {
        platform.add(EventSamples.egress(1, 5));
        platform.add(new LogRecover(3, 0));
        VerificationReport report = report();
        assertThat(report.findings()).isEmpty();
        assertThat(report.notices()).anyMatch(notice -> notice.startsWith("R1: 1 payloads of a platform that died"));
    }

    /** In a round that it saw the end of, its death later on excuses nothing. */
    @Test
    void r1FindsADepartureFromBeforeTheRoundInWhichAPlatformDied() throws Exception {
        platform.add(EventSamples.egress(1, 5));
        platform.add(RoundClose.verified(EventSamples.JOB, 1, 1, 0, EventSamples.digest(6), 3));
        platform.add(new LogRecover(3, 0));
        assertThat(rules(report())).containsExactly("R1");
    }

    @Test
    void r1AcceptsVoidsExclusionsAndCopies() throws Exception {
        platform.add(EventSamples.egress(1, 5));
        server.add(RoundClose.voided(EventSamples.JOB, 1, 1, 0, List.of(EventSamples.B)));
        platform.add(EventSamples.egress(2, 6));
        platform.add(EventSamples.egress(2, 6));
        server.add(EventSamples.ingress(2, PLATFORM_CERT, 6));
        assertThat(report().findings()).isEmpty();
    }

    @Test
    void r1AcceptsADepartureInAnEpochThatLostAMember() throws Exception {
        platform.add(EventSamples.egress(1, 5));
        server.add(new MemberExcluded(EventSamples.JOB, 1, 1, EventSamples.A, DropCode.DISCONNECTED));
        assertThat(report().findings()).isEmpty();
    }

    @Test
    void r3FindsASumBelowItsThresholdOrOutsideARound() throws Exception {
        server.add(aggregate(1, 3));
        server.add(EventSamples.roundOpen(1, 5));
        server.add(aggregate(1, 3));
        server.add(aggregate(1, 2));
        assertThat(rules(report())).containsExactly("R3", "R3");
    }

    @Test
    void r6FindsAnEpochThatStartsFromAnotherModelThanItWentBackTo() throws Exception {
        server.add(EventSamples.roundOpen(1, 5));
        server.add(RoundClose.verified(EventSamples.JOB, 1, 1, 0, EventSamples.digest(6), 3));
        server.add(new RoundRollback(EventSamples.JOB, 2, 1, 0, EventSamples.digest(5)));
        server.add(round0(2, 5));
        assertThat(rules(report())).isEmpty();
        server.add(new RoundRollback(EventSamples.JOB, 3, 1, 0, EventSamples.digest(5)));
        server.add(round0(3, 6));
        assertThat(rules(report())).containsExactly("R6");
    }

    @Test
    void r6FindsAWayBackInTheMiddleOfAnEpoch() throws Exception {
        server.add(EventSamples.roundOpen(1, 5));
        server.add(RoundClose.verified(EventSamples.JOB, 1, 1, 0, EventSamples.digest(6), 3));
        server.add(new RoundRollback(EventSamples.JOB, 2, 1, 0, EventSamples.digest(5)));
        server.add(new RoundRollback(EventSamples.JOB, 2, 1, 0, EventSamples.digest(5))); // said again after a crash
        assertThat(rules(report())).isEmpty();
        server.add(round0(2, 5));
        server.add(new RoundRollback(EventSamples.JOB, 2, 1, 0, EventSamples.digest(7)));
        assertThat(rules(report())).containsExactly("R6");
    }

    private static RoundOpen round0(long epoch, int modelIn) {
        return new RoundOpen(
                EventSamples.JOB,
                epoch,
                0,
                0,
                EventSamples.digest(modelIn),
                EventSamples.digest(9),
                3,
                32,
                DpTerms.OFF);
    }

    @Test
    void r6FindsARoundThatStartsFromAnotherModel() throws Exception {
        server.add(EventSamples.roundOpen(1, 5));
        server.add(RoundClose.verified(EventSamples.JOB, 1, 1, 0, EventSamples.digest(6), 3));
        server.add(EventSamples.roundOpen(2, 6));
        server.add(RoundClose.voided(EventSamples.JOB, 1, 2, 0, List.of(EventSamples.A)));
        server.add(EventSamples.roundOpen(2, 7));
        assertThat(rules(report())).containsExactly("R6");
    }

    @Test
    void r7FindsAProgramThatChangedInTheMiddleOfAJob() throws Exception {
        server.add(EventSamples.roundOpen(1, 5));
        server.add(new LogOpen(
                Software.running(new Version("0.1.1"), EventSamples.digest(99)),
                EventSamples.digest(2),
                EventSamples.digest(3)));
        server.add(EventSamples.roundOpen(2, 5));
        server.add(EventSamples.roundOpen(3, 5));
        assertThat(rules(report())).containsExactly("R7");
    }

    private static Aggregate aggregate(long round, int survivors) {
        return new Aggregate(
                EventSamples.JOB, 1, round, 0, EventSamples.digest(1), survivors, 32, EventSamples.digest(2));
    }

    private static List<String> rules(VerificationReport report) {
        return report.findings().stream().map(Finding::rule).toList();
    }

    private int written;

    private VerificationReport report() throws Exception {
        Path parent = directory.resolve("logs-" + written++);
        List<Path> logs = List.of(
                write(parent.resolve("server"), SampleLog.SIGNER, server),
                write(parent.resolve("a"), PLATFORM, platform));
        return LogVerifier.trusting(List.of(SampleLog.SIGNER.vkey(), PLATFORM.vkey()))
                .verify(logs);
    }

    private static Path write(Path log, NoteSigner signer, List<Event> events) throws Exception {
        AuditLog writer = AuditLog.open(
                log, signer, new SampleLog.TickingClock(), new BootId("0000000000000001"), EventSamples.logOpen());
        writer.append(events.toArray(Event[]::new));
        writer.close(LogClose.because(LogClose.Reason.FINISHED));
        return log;
    }
}
