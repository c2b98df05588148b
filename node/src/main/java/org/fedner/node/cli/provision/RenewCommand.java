package org.fedner.node.cli.provision;

import org.fedner.node.identity.FederationAuthority;
import picocli.CommandLine.Command;

/** Enrols sites again that are enrolled already, before their certificates end. */
@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        description = "Give sites that are enrolled already newer certificates for the same keys, and a new roster.",
        footer = {
            "",
            "Running platforms ask by themselves when two thirds of their certificate's time are over; the server keeps what",
            "they ask in WORK/enrolment/requests. Nobody has to be called: keys and names must be those in the roster. Put the",
            "answers into the server's WORK/enrolment/answers; it sends them on, and nothing is restarted.",
            "",
            "Example:",
            "  fedner provision renew requests/*.request --authority authority --out answers"
        })
final class RenewCommand extends Issuing {
    RenewCommand() {
        super(FederationAuthority::renew);
    }
}
