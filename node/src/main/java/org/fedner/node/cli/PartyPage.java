package org.fedner.node.cli;

import java.time.Clock;
import java.util.Optional;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.config.PartyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.page.Lookout;
import org.fedner.node.page.OperatorPage;
import org.fedner.node.transport.TransportException;

/** The page beside a party, if its configuration has one: open as long as the command runs. */
final class PartyPage implements AutoCloseable {
    private final RunEvent.Watcher watcher;
    private final Optional<OperatorPage> page;

    private PartyPage(RunEvent.Watcher watcher, Optional<OperatorPage> page) {
        this.watcher = watcher;
        this.page = page;
    }

    /**
     * Opens it and tells {@code watcher} where.
     *
     * @param policy a platform's policy file
     */
    static PartyPage open(
            PartyOptions party,
            PartyFile file,
            Identity identity,
            Optional<Sha256Hex> policy,
            RunEvent.Watcher watcher) {
        if (file.shown().isEmpty()) {
            return new PartyPage(watcher, Optional.empty());
        }
        Lookout lookout = new Lookout(watcher);
        try {
            OperatorPage page = OperatorPage.start(
                    new OperatorPage.Setup(
                            file.page(),
                            identity,
                            party.resolve(file.identity()),
                            party.resolve(file.work()),
                            policy,
                            "fedner page token --config " + party.config().getFileName(),
                            Clock.systemUTC()),
                    lookout);
            watcher.heard(
                    new RunEvent.PageOpened(page.address(), page.fingerprint().hex()));
            return new PartyPage(lookout, Optional.of(page));
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (TransportException e) {
            throw new FailureException(ExitCode.NETWORK, e.sentence(), e);
        }
    }

    /** Who watches the run from here on. */
    RunEvent.Watcher watcher() {
        return watcher;
    }

    @Override
    public void close() {
        page.ifPresent(OperatorPage::close);
    }
}
