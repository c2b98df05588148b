package org.fedner.node.cli.provision;

import org.fedner.node.cli.CommandGroup;
import picocli.CommandLine.Command;

/** {@code fedner provision}: who belongs to a federation. */
@Command(
        name = "provision",
        description = "Found a federation, enrol its server and platforms, sign its job.",
        footer = {
            "",
            "Example: a federation from nothing. Lines of a site run at that site; only .request and .enrolment files travel.",
            "  coordinator  fedner provision init oncology --authority authority",
            "  server       fedner provision request hub --role server --host fed.example.org --identity identity",
            "  hospital     fedner provision request st-anna --role platform --identity identity",
            "  coordinator  fedner provision approve hub.request st-anna.request --authority authority --out enrolments",
            "  each site    fedner provision install st-anna.enrolment --identity identity",
            "  coordinator  fedner provision job federation.yaml --authority authority --out job.signed"
        },
        subcommands = {
            InitCommand.class,
            RequestCommand.class,
            ApproveCommand.class,
            RenewCommand.class,
            RevokeCommand.class,
            RotateCommand.class,
            InstallCommand.class,
            JobCommand.class,
            ShowCommand.class
        })
public final class ProvisionCommand extends CommandGroup {}
