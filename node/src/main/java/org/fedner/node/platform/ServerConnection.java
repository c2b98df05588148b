package org.fedner.node.platform;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.loop.PartyLoop;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.LinkListener;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.TransportException;

/** The server as this platform sees it: there or not, and silent for how long. Confined to the platform's loop. */
final class ServerConnection implements LinkListener {
    private final PlatformSetup setup;
    private final PartyLoop loop;
    private final Consumer<Peer> greeting;
    private final BiConsumer<Peer, byte[]> messages;
    private Optional<Peer> server = Optional.empty();

    /**
     * Not connected yet.
     *
     * @param greeting says the first word on a new connection
     * @param messages takes what the server says
     */
    ServerConnection(PlatformSetup setup, PartyLoop loop, Consumer<Peer> greeting, BiConsumer<Peer, byte[]> messages) {
        this.setup = setup;
        this.loop = loop;
        this.greeting = greeting;
        this.messages = messages;
    }

    /** Empty while there is no connection. */
    Optional<Peer> server() {
        return server;
    }

    /** Ends a platform that has waited long enough. */
    static void silent(PlatformSetup setup) {
        throw PlatformFailures.silent(setup);
    }

    private void expectWithin(Duration time) {
        loop.arm(time, () -> silent(setup));
    }

    @Override
    public void connected(Peer peer) {
        server = Optional.of(peer);
        setup.watcher().heard(RunEvent.Connected.to(peer));
        expectWithin(setup.silence());
        greeting.accept(peer);
    }

    @Override
    public void received(Peer peer, byte[] bytes) {
        expectWithin(setup.silence());
        messages.accept(peer, bytes);
    }

    @Override
    public void disconnected(Peer peer, DisconnectReason reason) {
        if (server.filter(peer::equals).isPresent()) {
            server = Optional.empty();
            setup.watcher().heard(new RunEvent.Disconnected(peer.name()));
            expectWithin(setup.connectFor().plus(setup.silence()));
        }
    }

    @Override
    public void waiting(TransportException why, Duration pause) {
        expectWithin(setup.connectFor().plus(setup.silence()));
    }

    @Override
    public void gaveUp(TransportException why) {
        throw new FailureException(ExitCode.NETWORK, why.sentence(), why);
    }
}
