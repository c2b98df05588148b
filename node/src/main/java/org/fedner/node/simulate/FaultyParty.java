package org.fedner.node.simulate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.Stopping;
import org.fedner.node.platform.PlatformEnding;
import org.fedner.node.platform.PlatformNode;
import org.fedner.node.platform.PlatformSetup;
import org.fedner.node.simulate.faults.FaultPlan;
import org.fedner.node.simulate.faults.FaultSpec;
import org.fedner.node.simulate.faults.FaultyWire;

/** A platform behind a {@link FaultyWire}, whose process may be killed and, if its fault says so, started again. */
final class FaultyParty {
    private final String name;
    private final List<FaultSpec> faults;
    private final FaultPlan plan;
    private final List<FaultyWire> wires;
    private volatile Stopping process = new Stopping();
    private volatile boolean killed;

    FaultyParty(String name, List<FaultSpec> faults, FaultPlan plan, List<FaultyWire> wires) {
        this.name = name;
        this.faults = faults;
        this.plan = plan;
        this.wires = wires;
    }

    /** What one start of the process is given. */
    interface Setup {
        PlatformSetup through(int port) throws IdentityException;
    }

    /** Runs to the end of the job; empty if the process was killed for good. */
    Optional<PlatformEnding> run(int serverPort, Setup setup) throws InterruptedException, IdentityException {
        FaultyWire wire;
        try {
            wire = new FaultyWire(name, serverPort, plan, this::kill);
        } catch (IOException e) {
            throw new FailureException(ExitCode.NETWORK, "a relay for faults cannot open a port on this machine", e);
        }
        wires.add(wire);
        while (true) {
            try {
                return Optional.of(PlatformNode.run(setup.through(wire.port()), process));
            } catch (InterruptedException e) {
                if (!killed) {
                    throw e;
                }
            }
            Optional<Long> pause = faults.stream()
                    .filter(fault -> fault.kind() == FaultSpec.Kind.KILL && fault.millis() > 0)
                    .filter(fault -> fault.platform().map(name::equals).orElse(true))
                    .map(FaultSpec::millis)
                    .findFirst();
            if (pause.isEmpty()) {
                return Optional.empty();
            }
            Thread.sleep(pause.get());
            killed = false;
            process = new Stopping();
        }
    }

    private void kill() {
        killed = true;
        process.request();
    }
}
