package org.fedner.node.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.job.ProtocolVersions;
import org.fedner.node.loop.RunEvent;

/** Shows a run to a person: a bar on a terminal, a line now and then elsewhere. On standard error only. */
final class RunProgress implements RunEvent.Watcher, AutoCloseable {
    private static final int LINES_PER_RUN = 10;

    private final GlobalOptions options;
    private final PrintStream out;
    private Optional<ProgressBar> bar = Optional.empty();

    RunProgress(GlobalOptions options) {
        this.options = options;
        this.out = options.progress();
    }

    @Override
    public synchronized void heard(RunEvent event) {
        if (event instanceof RunEvent.RoundDone done) {
            round(done.round(), done.rounds(), String.format(Locale.ROOT, "loss %.2f", done.loss()), " a sentence");
        } else if (event instanceof RunEvent.HiddenRoundDone done) {
            round(done.round(), done.rounds(), "no loss is disclosed", "");
        } else if (event instanceof RunEvent.Waiting waiting) {
            say("waiting for platforms: %d of %d are here", waiting.present(), waiting.needed());
        } else if (event instanceof RunEvent.EpochOpened epoch) {
            say("epoch %d: %s", epoch.epoch(), String.join(", ", epoch.members()));
        } else if (event instanceof RunEvent.Late late) {
            say("DEADLINE PASSED in round %d; awaited: %s", late.round(), String.join(", ", late.awaited()));
        } else if (event instanceof RunEvent.RoundVoided voided) {
            say(
                    "round voided, its examples are kept for later; missing: %s",
                    voided.missing().isEmpty() ? "nobody" : String.join(", ", voided.missing()));
        } else if (event instanceof RunEvent.RolledBack back) {
            say("GONE BACK to round %d: %s kept by too few, done again", back.round(), back.rounds());
        } else if (event instanceof RunEvent.Held held) {
            say(
                    "WAITING for %s, who may have round %d; those who are here do not agree on it",
                    String.join(", ", held.awaited()), held.round());
        } else if (event instanceof RunEvent.DroppedOut dropped) {
            say("round %d is without %s", dropped.round(), String.join(", ", dropped.platforms()));
        } else if (event instanceof RunEvent.Excluded excluded) {
            say(
                    "LEFT OUT from epoch %d, after round %d: %s, %s",
                    excluded.epoch(), excluded.round(), excluded.platform(), excluded.why());
        } else if (event instanceof RunEvent.DummyRoundJudged judged) {
            say("dummy round %d of %d, faults so far: %d", judged.round(), judged.rounds(), judged.faults());
        } else if (event instanceof RunEvent.VersionRefused refused) {
            say("REFUSED: %s: %s", refused.peer(), ProtocolVersions.advice(refused.theirs(), "server", "platform"));
        } else if (event instanceof RunEvent.RenewalAsked asked) {
            say("renewal asked for: %s; the coordinator answers with 'fedner provision renew'", asked.party());
        } else if (event instanceof RunEvent.Renewed renewed) {
            say("renewed: %s, until %s", renewed.party(), renewed.expires());
        } else if (event instanceof RunEvent.RenewalRefused refused) {
            say("RENEWAL REFUSED: %s, %s", refused.party(), refused.fault());
        } else if (event instanceof RunEvent.AuthoritySucceeded next) {
            say(
                    "the authority's key changed: compare %s by telephone; the key of before counts until %s",
                    new Fingerprint(next.fingerprint()).grouped(), next.overlapEnds());
        } else if (event instanceof RunEvent.PageOpened page) {
            say("page: %s  certificate, SHA-256: %s", page.address(), page.fingerprint());
        } else if (event instanceof RunEvent.Disconnected gone) {
            say("connection lost: %s", gone.peer());
        }
    }

    private void round(long round, int rounds, String seen, String unit) {
        if (options.interactive()) {
            if (bar.isEmpty()) {
                bar = Optional.of(new ProgressBarBuilder()
                        .setTaskName("rounds")
                        .setInitialMax(rounds)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(500)
                        .build());
            }
            bar.get().stepTo(round);
            bar.get().setExtraMessage(" " + seen);
        } else if (round % Math.max(1, rounds / LINES_PER_RUN) == 0) {
            say("round %d of %d, %s%s", round, rounds, seen, unit);
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
