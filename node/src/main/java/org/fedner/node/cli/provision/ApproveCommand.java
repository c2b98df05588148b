package org.fedner.node.cli.provision;

import org.fedner.node.identity.FederationAuthority;
import picocli.CommandLine.Command;

/** Enrols sites: a certificate each, and one new roster. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Enrol the sites of these requests: a certificate for each, and a new roster of all.",
        footer = {
            "",
            "Compare each fingerprint with the site by telephone first. The files also hold the new roster: the server needs",
            "it at once (roster.enrolment), sites that are enrolled already get it from the server.",
            "",
            "Example:",
            "  fedner provision approve hub.request st-anna.request --authority authority --out enrolments"
        })
final class ApproveCommand extends Issuing {
    ApproveCommand() {
        super(FederationAuthority::approve);
    }
}
