package org.fedner.node.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.Fedner;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.SignedJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people type them. */
class ProvisionCommandTest {
    @TempDir
    private Path root;

    private String out = "";
    private String err = "";

    private ExitCode run(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            List<String> line = new ArrayList<>(List.of("provision"));
            line.addAll(List.of(arguments));
            return ExitCode.values()[Fedner.run(line.toArray(String[]::new))];
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            out = printed.toString(StandardCharsets.UTF_8);
            err = complained.toString(StandardCharsets.UTF_8);
        }
    }

    private String at(String name) {
        return root.resolve(name).toString();
    }

    private void enrolTwo() {
        assertThat(run("init", "oncology", "--authority", at("authority"))).isEqualTo(ExitCode.OK);
        assertThat(run(
                        "request",
                        "hub",
                        "--role",
                        "server",
                        "--host",
                        "fed.example.org",
                        "--identity",
                        at("hub"),
                        "--out",
                        at("hub.request")))
                .isEqualTo(ExitCode.OK);
        assertThat(run("request", "st-anna", "--role", "platform", "--identity", at("anna"), "--out", at("a.request")))
                .isEqualTo(ExitCode.OK);
        assertThat(run("approve", at("hub.request"), at("a.request"), "--authority", at("authority"), "--out", at("e")))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void whoIsEnrolledIsRenewedForSoManyDaysAndNobodyElse() {
        enrolTwo();
        assertThat(run("renew", at("a.request"), "--authority", at("authority"), "--out", at("r"), "--days", "30"))
                .isEqualTo(ExitCode.OK);
        assertThat(run("install", at("r/st-anna.enrolment"), "--identity", at("anna")))
                .isEqualTo(ExitCode.OK);
        assertThat(run("show", at("anna"))).isEqualTo(ExitCode.OK);
        assertThat(out).containsPattern("days left\\s+29");
        assertThat(run("request", "x", "--role", "platform", "--identity", at("x"), "--out", at("x.request")))
                .isEqualTo(ExitCode.OK);
        assertThat(run("renew", at("x.request"), "--authority", at("authority"), "--out", at("r")))
                .isNotEqualTo(ExitCode.OK);
        assertThat(err).contains("provision approve");
        assertThat(run("renew", at("a.request"), "--authority", at("authority"), "--out", at("r"), "--days", "91"))
                .isNotEqualTo(ExitCode.OK);
        assertThat(err).contains("90 days");
    }

    @Test
    void aFederationIsFoundedEnrolledAndGivenAJob() throws Exception {
        enrolTwo();
        assertThat(run("install", at("e/hub.enrolment"), "--identity", at("hub")))
                .isEqualTo(ExitCode.OK);
        assertThat(run("install", at("e/st-anna.enrolment"), "--identity", at("anna"), "--format", "json"))
                .isEqualTo(ExitCode.OK);
        assertThat(out).startsWith("{").contains("\"name\"", "\"st-anna\"", "\"rosterVersion\"");
        assertThat(run("show", at("anna"))).isEqualTo(ExitCode.OK);
        assertThat(out).contains("hub", "st-anna", "days left");
        Files.writeString(root.resolve("federation.yaml"), "name: oncology-2026\nrounds: 5\n");
        assertThat(run("job", at("federation.yaml"), "--authority", at("authority"), "--out", at("job.signed")))
                .isEqualTo(ExitCode.OK);
        Identity anna = Identity.load(root.resolve("anna"), Clock.systemUTC());
        byte[] job =
                SignedJob.read(root.resolve("job.signed"), anna.authority()).job();
        assertThat(new String(job, StandardCharsets.UTF_8)).contains("oncology-2026");
    }

    @Test
    void anotherSitesEnrolmentIsRefused() {
        enrolTwo();
        assertThat(run("install", at("e/hub.enrolment"), "--identity", at("anna")))
                .isEqualTo(ExitCode.INTEGRITY);
        assertThat(err).contains("another key").doesNotContain("Exception");
    }

    @Test
    void anAuthorityThatWasNotToldByTelephoneIsRefused() {
        enrolTwo();
        assertThat(run(
                        "install",
                        at("e/hub.enrolment"),
                        "--identity",
                        at("hub"),
                        "--authority-fingerprint",
                        "ab".repeat(32)))
                .isEqualTo(ExitCode.INTEGRITY);
    }

    @Test
    void keysAreNeverOverwrittenAndMissingFilesAreNamed() {
        enrolTwo();
        assertThat(run("init", "oncology", "--authority", at("authority"))).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(err).contains("not overwritten");
        assertThat(run("show", at("nothing"))).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(err).contains("nothing is missing");
    }

    @Test
    void aMistypedFederationFileIsABadConfiguration() throws Exception {
        enrolTwo();
        Files.writeString(root.resolve("federation.yaml"), "name: x\nroundz: 5\n");
        assertThat(run("job", at("federation.yaml"), "--authority", at("authority"), "--out", at("job.signed")))
                .isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(root.resolve("job.signed")).doesNotExist();
    }

    @Test
    void everyCommandShowsAnExample() {
        for (String command : List.of("init", "request", "approve", "install", "job", "show")) {
            assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
            assertThat(out).contains("Example").contains("fedner provision " + command);
        }
    }

    @Test
    void whoIsRevokedIsOffTheRosterAndCannotComeBackWithTheSameKeys() {
        enrolTwo();
        assertThat(run("revoke", "st-anna", "--authority", at("authority"), "--out", at("e")))
                .isEqualTo(ExitCode.OK);
        assertThat(out).contains("roster version", "2");
        assertThat(run("show", at("authority"))).isEqualTo(ExitCode.OK);
        assertThat(out).contains("hub").doesNotContain("st-anna");
        assertThat(run("approve", at("a.request"), "--authority", at("authority"), "--out", at("e")))
                .isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(err).contains("The keys of st-anna were revoked", "new folder");
    }

    @Test
    void whoCannotBeRevokedIsSaidInOneSentence() {
        enrolTwo();
        assertThat(run("revoke", "nobody", "--authority", at("authority"), "--out", at("e")))
                .isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(err).contains("Nobody of that name is enrolled");
        assertThat(run("revoke", "hub", "--authority", at("authority"), "--out", at("e")))
                .isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(err).contains("without its server");
    }
}
