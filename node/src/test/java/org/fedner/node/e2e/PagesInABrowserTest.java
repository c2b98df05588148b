package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Role;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages of a running federation, looked at with headless Chromium: figures that move by themselves, a hospital that is
 * enrolled and struck off again, and who can read them. Pictures for people go to {@code target/pages}.
 */
class PagesInABrowserTest {
    private static final String TIMING =
            "{gatherSeconds: 200, setupSeconds: 120, roundSeconds: 120, reconnectSeconds: 5}";
    private static final String PLATFORM_TIMING = "{connectSeconds: 200, silenceSeconds: 200}";
    private static final Path PICTURES = Path.of("target", "pages");
    private static final String NEWCOMER = "west";

    @TempDir
    Path out;

    private Hospitals hospitals;
    private Chromium browser;
    private PageUnderTest page;

    @Test
    void pagesTellOfARunningFederationAndTakeItsPapersIn() throws Exception {
        try (Hospitals prepared = Hospitals.prepare(out, Hospitals.THREE, 2000, TIMING, PLATFORM_TIMING)) {
            hospitals = prepared;
            page = hospitals.page("server");
            PageUnderTest north = hospitals.page("north");
            Path profile = Files.createDirectories(out.resolve("profile"));
            try (Chromium started = Chromium.start(profile, List.of(page.key(), north.key()))) {
                browser = started;
                PartyUnderTest server = hospitals.server();
                liveServerPage();
                livePlatformPage(north);
                signsIn();
                isEnrolled(server);
                isStruckOff(server);
                assertThat(browser.complaints()).isEmpty();
                assertThat(browser.requested()).allSatisfy(url -> assertThat(url)
                        .matches("(https://127\\.0\\.0\\.1:(%d|%d)/.*|data:.*|about:blank)"
                                .formatted(page.port(), north.port())));
                assertThat(browser.strangersAfterEnd()).isEmpty();
            }
            assertThat(hospitals
                            .out
                            .resolve("server/enrolment/requests")
                            .toFile()
                            .list())
                    .as("what was answered is not kept")
                    .noneMatch(name -> name.startsWith(NEWCOMER + ".request"));
        }
    }

    /** Opened before any platform is there, the page comes to show rounds without being loaded again. */
    private void liveServerPage() throws Exception {
        browser.open(page.address("/"));
        browser.await("/waiting for platforms|starting/.test(document.body.innerText)");
        for (String name : hospitals.names) {
            hospitals.platform(name);
        }
        browser.await("/Awaited: /.test(document.querySelector('#part-now').innerText)");
        browser.await("document.querySelectorAll('#part-rounds tbody tr').length >= 4");
        browser.await("document.querySelector('canvas') !== null");
        browser.value("document.querySelector('#part-loss details summary').focus();"
                + " document.querySelector('#part-loss details').open = true; 1");
        int rows = browser.value("document.querySelectorAll('#numbers-loss tbody tr').length")
                .asInt();
        browser.await("document.querySelectorAll('#numbers-loss tbody tr').length > " + rows);
        assertThat(browser.value("document.querySelector('#part-loss details').open"
                                + " && document.activeElement.tagName")
                        .asText())
                .as("an update takes neither the reader's place nor what was opened")
                .isEqualTo("SUMMARY");
        browser.await(
                "/rounds done/.test(document.querySelector('#said').textContent)"); // what a screen reader is told
        isAccessible("server");
    }

    private void livePlatformPage(PageUnderTest north) throws Exception {
        browser.open(north.address("/"));
        browser.await("document.querySelectorAll('#numbers-all tbody tr').length >= 3");
        browser.await("/masked vector/.test(document.querySelector('#part-left').innerText)");
        assertThat(browser.text("#part-now")).contains("policy.yaml, SHA-256", "this site's certificate, days left");
        assertThat(browser.text("#part-budget")).contains("No private step");
        isAccessible("platform");
    }

    /** By axe, light and dark, at the width of a desk and of a telephone; keyboard users reach everything in its order. */
    private void isAccessible(String name) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            browser.scheme(scheme);
            browser.size(1200, 900);
            assertThat(browser.inaccessible()).as("%s, %s", name, scheme).isEmpty();
            browser.picture(PICTURES.resolve(name + "-" + scheme + ".png"));
        }
        browser.scheme("light");
        browser.size(390, 844);
        assertThat(browser.inaccessible()).as("%s, telephone", name).isEmpty();
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth")
                        .asBoolean())
                .as("%s fits a telephone", name)
                .isTrue();
        browser.picture(PICTURES.resolve(name + "-phone.png"));
        browser.size(1200, 900);
        assertThat(browser.value("[...document.querySelectorAll('[tabindex]')].every(e => e.tabIndex === 0)")
                        .asBoolean())
                .isTrue();
    }

    private void signsIn() throws Exception {
        browser.open(page.address("/requests"));
        assertThat(browser.text("main")).contains("sign in");
        assertThat(browser.value("document.querySelectorAll('main form').length")
                        .asInt())
                .as("who is not signed in is offered nothing to send")
                .isZero();
        browser.follow("main a[href='/sign-in']");
        isAccessible("sign-in");
        browser.type("#token", page.token());
        browser.follow("main form button");
        assertThat(browser.text("header")).contains("Signed in as", "j.doe");
    }

    /** Types what has to be typed and goes on. */
    private void confirms(String word) throws Exception {
        browser.type("#confirm", word);
        browser.follow("main form button");
    }

    private Path roster(Enrolment answer) throws Exception {
        Path file = out.resolve("roster.enrolment");
        new Enrolment(Optional.empty(), answer.authority(), answer.roster()).write(file);
        return file;
    }

    private void installs(Path file, long version, String says) throws Exception {
        browser.open(page.address("/requests"));
        browser.chooseFile("#roster", file);
        browser.follow("form[action='/requests/roster'] button");
        assertThat(browser.text("main")).contains("Signed by this federation's authority", says);
        isAccessible("install");
        confirms(Long.toString(version));
        assertThat(browser.text("main")).contains("Roster version " + version + " is in force");
    }

    private void isEnrolled(PartyUnderTest server) throws Exception {
        Path identity = out.resolve("identities/platforms").resolve(NEWCOMER);
        EnrolmentRequest request = Identity.request(identity, NEWCOMER, Role.PLATFORM, List.of(), new SecureRandom());
        Path file = out.resolve(NEWCOMER + ".request");
        Files.writeString(file, request.text());

        browser.follow("nav a[href='/requests']");
        browser.chooseFile("#request", file);
        browser.follow("form[action='/requests/add'] button");
        assertThat(browser.text("main"))
                .contains(NEWCOMER, "to be forwarded", request.fingerprint().grouped());
        isAccessible("requests");
        browser.follow("form[action='/requests/forward'] button");
        assertThat(browser.text("main")).contains(request.fingerprint().grouped());
        confirms("somebody else");
        assertThat(browser.text("main")).contains("not what has to be typed");
        confirms(NEWCOMER);
        assertThat(browser.text("main")).contains("forwarded, no answer yet");
        String forwarded = browser.value("fetch('/requests/file/%s').then(r => r.text())".formatted(request.id()))
                .asText();

        // The holder of the authority's key, elsewhere, with the file that was downloaded.
        Enrolment answer;
        try (FederationAuthority authority =
                FederationAuthority.load(hospitals.federation.authority(), Clock.systemUTC())) {
            answer = authority
                    .approve(List.of(EnrolmentRequest.parse(forwarded, "the file")), new SecureRandom())
                    .get(0);
        }
        installs(roster(answer), 2, "New: " + NEWCOMER);
        assertThat(browser.text("main")).doesNotContain("forwarded, no answer yet");
        Identity.install(identity, answer, Clock.systemUTC());
        Files.writeString(
                out.resolve(NEWCOMER + ".yaml"),
                Files.readString(out.resolve("east.yaml")).replace("platforms/east", "platforms/" + NEWCOMER));
        hospitals.platform(NEWCOMER);
        JsonNode with = server.await("epochOpened", line -> line.path("members").size() == 4);
        assertThat(with.path("members").toString()).contains(NEWCOMER);
        browser.open(page.address("/"));
        browser.await("/%s\\s+connected\\s+member/.test(document.querySelector('#part-members').innerText)"
                .formatted(NEWCOMER));
    }

    private void isStruckOff(PartyUnderTest server) throws Exception {
        browser.follow("nav a[href='/requests']");
        browser.value("const who = document.querySelector('#member');"
                + " who.value = [...who.options].find(o => o.text === '%s').value".formatted(NEWCOMER));
        browser.follow("form[action='/requests/revoke'] button");
        isAccessible("revoke");
        confirms(NEWCOMER);
        String note = browser.value(
                        "fetch(document.querySelector('a[href^=\"/requests/revocation/\"]').href).then(r => r.text())")
                .asText();
        assertThat(note).contains("fedner provision revoke " + NEWCOMER);

        Enrolment answer;
        try (FederationAuthority authority =
                FederationAuthority.load(hospitals.federation.authority(), Clock.systemUTC())) {
            answer = authority.revoke(NEWCOMER);
        }
        installs(roster(answer), 3, "No longer in it: " + NEWCOMER);
        server.await("excluded", line -> line.path("platform").asText().equals(NEWCOMER));
        browser.open(page.address("/"));
        browser.await("/revoked/.test(document.querySelector('#part-left-out').innerText)");
        browser.await("!/%s/.test(document.querySelector('#part-members').innerText)".formatted(NEWCOMER));
        assertThat(browser.text("#part-audit"))
                .contains("sign in", "request forward", "revocation forward", "roster install");
        browser.picture(PICTURES.resolve("server-after.png"));
    }
}
