package org.fedner.node.cli.provision;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Strikes a platform off the roster. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Strike a platform off: a new roster without it. Its keys are never enrolled again.",
        footer = {
            "",
            "Install roster.enrolment at the server: the next round goes on without the platform, nothing is restarted, and the",
            "server brings the roster to the others. A platform that distrusts the server can install the file itself; it then",
            "takes part in no further round with the revoked one.",
            "",
            "Example:",
            "  fedner provision revoke st-anna --authority authority --out enrolments",
            "  fedner provision install enrolments/roster.enrolment --identity identity"
        })
final class RevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The platform, as the roster names it.")
    private String name;

    @Mixin
    private Signing signing;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return signing.carryOut(
                authority -> signing.withRoster(new Outcome().fact("revoked", "revoked", name), authority.revoke(name))
                        .advice("Install the roster at the server now; it holds from the next round on."),
                spec);
    }
}
