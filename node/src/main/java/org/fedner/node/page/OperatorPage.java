package org.fedner.node.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.aggregation.message.Role;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditFailedException;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.PageSection;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.IdentityFault;
import org.fedner.node.identity.PageCertificate;
import org.fedner.node.identity.PageTokens;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.page.Sessions.Session;
import org.fedner.node.transport.TransportException;
import org.fedner.node.transport.http.Answer;
import org.fedner.node.transport.http.HttpsPort;
import org.fedner.node.transport.http.Request;
import org.fedner.node.transport.http.Site;

/**
 * The page of one running party: who may see what, and where each address leads.
 *
 * <p>Visitors from this machine read. From elsewhere nothing is shown without signing in. A form counts only from a signed-in
 * visitor, from this very page, with the token that this session's page put into it.
 */
public final class OperatorPage implements Site, AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int TICKS_OF_SILENCE = 30;
    private static final int FORM_BYTES = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PageSection section;
    private final Identity identity;
    private final Optional<Sha256Hex> policy;
    private final Lookout lookout;
    private final Sessions sessions;
    private final Document document;
    private final Optional<DeskPages> desk;
    private final Names names = new Names();
    private final Clock clock;
    private final String command;
    private final PageCertificate certificate;
    private final HttpsPort port;
    private RunView view;
    private Map<String, String> parts;
    private int silentTicks;

    /**
     * What a party's page is made from.
     *
     * @param folder of the identity
     * @param work folder of the run
     * @param policy digest of a platform's policy file; empty for a server
     * @param command that prints a token, to be shown to whoever wants to sign in
     */
    public record Setup(
            PageSection section,
            Identity identity,
            Path folder,
            Path work,
            Optional<Sha256Hex> policy,
            String command,
            Clock clock) {}

    private OperatorPage(Setup setup, Lookout lookout) throws IdentityException, TransportException {
        this.section = setup.section();
        this.identity = setup.identity();
        this.policy = setup.policy();
        this.lookout = lookout;
        this.clock = setup.clock();
        this.command = setup.command();
        this.sessions = new Sessions(new PageTokens(setup.folder(), clock), clock);
        boolean isServer = identity.role() == Role.SERVER;
        this.document = new Document("%s %s".formatted(isServer ? "server" : "platform", identity.name()), isServer);
        this.desk = isServer
                ? Optional.of(new DeskPages(
                        new Desk(setup.work().resolve("enrolment"), identity, clock),
                        identity,
                        document,
                        this::log,
                        clock))
                : Optional.empty();
        this.certificate = PageCertificate.current(setup.folder(), identity.name(), section.certifiedNames(), clock);
        this.view = lookout.view();
        this.parts = parts();
        this.port = HttpsPort.start(new InetSocketAddress(section.host(), section.port()), certificate::context, this);
        port.every(TICK, this::tick);
    }

    /**
     * Opens the page.
     *
     * @throws TransportException if the port cannot be had
     */
    public static OperatorPage start(Setup setup, Lookout lookout) throws IdentityException, TransportException {
        return new OperatorPage(setup, lookout);
    }

    /** Where a browser on this machine finds it. */
    public String address() {
        return "https://%s:%d/".formatted(section.host(), port.port());
    }

    /** Of the page's certificate, as browsers show it. */
    public Fingerprint fingerprint() {
        return certificate.fingerprint();
    }

    private Map<String, String> parts() {
        names.learn(identity.roster().get());
        return policy.isPresent()
                ? new PlatformParts(view, identity, policy.get(), names, clock.instant()).parts()
                : new ServerParts(view, identity, names, clock.instant()).parts();
    }

    private List<Section> sections() {
        return policy.isPresent() ? PlatformParts.sections() : ServerParts.sections();
    }

    /** Looks what is new and sends the parts that changed. */
    private void tick() {
        view = lookout.view();
        if (port.readers() == 0) {
            port.push("");
            return;
        }
        Map<String, String> now = parts();
        Map<String, String> changed = new LinkedHashMap<>(now);
        changed.entrySet().removeAll(parts.entrySet());
        parts = now;
        silentTicks = changed.isEmpty() ? silentTicks + 1 : 0;
        if (silentTicks >= TICKS_OF_SILENCE) {
            silentTicks = 0;
            port.push(": nothing new\n\n"); // so that a connection that is dead is noticed
        } else {
            port.push(events(changed));
        }
    }

    static String events(Map<String, String> parts) {
        StringBuilder events = new StringBuilder();
        parts.forEach((part, html) -> {
            try {
                events.append("event: part\ndata: ")
                        .append(JSON.writeValueAsString(List.of(part, html)))
                        .append("\n\n");
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("text is always writable", e);
            }
        });
        return events.toString();
    }

    @Override
    public String everything() {
        view = lookout.view();
        parts = parts();
        return "retry: 2000\n\n" + events(parts);
    }

    @Override
    public int mostBodyBytes(Request head) {
        return sessions.of(head).isPresent() ? HttpsPort.MOST_BODY_BYTES : FORM_BYTES;
    }

    @Override
    public Answer answer(Request request) {
        if (!section.isName(request.host())) {
            return Answer.text(421, "This page is not known under that name; see 'page.names' in the configuration.");
        }
        Optional<Answer> file = PageFiles.file(request.path());
        if (file.isPresent()) {
            return file.get();
        }
        Optional<Session> session = sessions.of(request);
        if (request.isPost()) {
            return posted(request, session);
        }
        if (request.path().equals("/sign-in")) {
            return Answer.html(200, document.signIn(Optional.empty(), command));
        }
        if (session.isEmpty() && !request.isFromThisMachine()) {
            return request.path().equals("/")
                    ? Answer.seeOther("/sign-in")
                    : Answer.text(403, "Sign in first; without that this page is for visitors from its own machine.");
        }
        return shown(request, session);
    }

    private Answer shown(Request request, Optional<Session> session) {
        return switch (request.path()) {
            case "/" -> {
                view = lookout.view();
                yield Answer.html(200, document.overview(session, sections(), parts()));
            }
            case "/events" -> Answer.stream();
            case "/metrics" -> {
                view = lookout.view();
                names.learn(identity.roster().get());
                yield Answer.of(
                        200,
                        Metrics.TYPE,
                        Metrics.of(view, identity, names, policy.isEmpty()).getBytes(StandardCharsets.UTF_8));
            }
            default ->
                desk.filter(there -> request.path().startsWith(DeskPages.PATH))
                        .map(there -> there.answer(request, session))
                        .orElseGet(() -> Answer.html(
                                404,
                                document.sentence("Not found", session, "There is no such page.", "/", "Overview")));
        };
    }

    private Answer posted(Request request, Optional<Session> session) {
        String own = "https://" + request.host();
        if (request.origin().isPresent() && !request.origin().get().equalsIgnoreCase(own)) {
            return Answer.text(403, "This form was sent from another page. Nothing was changed.");
        }
        if (request.path().equals("/sign-in")) {
            return signIn(request);
        }
        if (session.isEmpty()) {
            return Answer.html(
                    403,
                    document.sentence(
                            "Not signed in",
                            session,
                            "Nobody is signed in here, or no longer. Nothing was changed.",
                            "/sign-in",
                            "Sign in"));
        }
        if (!session.get().made(request.field("form"), request.path())) {
            return Answer.text(403, "This form is not of this session. Go back, reload the page, and try again.");
        }
        if (request.path().equals("/sign-out")) {
            sessions.signOut(request);
            return Answer.seeOther("/").with("Set-Cookie", Sessions.setCookie(""));
        }
        return desk.filter(there -> request.path().startsWith(DeskPages.PATH))
                .map(there -> there.answer(request, session))
                .orElseGet(() -> Answer.text(404, "There is no such page."));
    }

    private Answer signIn(Request request) {
        Sessions.Attempt attempt = sessions.signIn(request.field("token").strip());
        if (attempt.isTooMany()) {
            return Answer.html(
                            429,
                            document.signIn(
                                    Optional.of("Too many tokens were wrong. Wait a minute, then try again."), command))
                    .with("Retry-After", "60");
        }
        if (attempt.cookie().isEmpty()) {
            return Answer.html(
                    403,
                    document.signIn(
                            Optional.of("That token is not one, was used before, or is older than five minutes."),
                            command));
        }
        String cookie = attempt.cookie().get();
        try {
            log(Admin.Action.SIGN_IN, sessions.named(cookie));
        } catch (IdentityException e) {
            sessions.signOut(cookie);
            return Answer.html(503, document.signIn(Optional.of(e.getMessage()), command));
        }
        return Answer.seeOther("/").with("Set-Cookie", Sessions.setCookie(cookie));
    }

    /** Durable when it returns. */
    private void log(Admin.Action action, String who) throws IdentityException {
        PartyLog log = lookout.log()
                .orElseThrow(() -> new IdentityException(
                        IdentityFault.UNREADABLE, "The audit log is not open yet; try again in a moment."));
        try {
            log.committed().admin(action, who, Optional.empty());
            log.log().commit();
        } catch (AuditFailedException | FailureException e) {
            throw new IdentityException(
                    IdentityFault.UNREADABLE, "The audit log takes no entries any more, so nothing can be changed.", e);
        }
    }

    @Override
    public void close() {
        port.close();
    }
}
