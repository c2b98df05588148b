package org.fedner.node.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.audit.event.Admin;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.page.Desk.Matter;
import org.fedner.node.page.Sessions.Session;
import org.fedner.node.report.Html;
import org.fedner.node.transport.http.Answer;
import org.fedner.node.transport.http.Request;

/**
 * The server's page of requests: who wants in, whom somebody wants out, and the rosters that the holder of the authority's key
 * sends back. Whoever changes something says it twice: the second time by typing the name or the version it is about.
 */
final class DeskPages {
    static final String PATH = "/requests";
    private static final String TITLE = "Requests";
    private static final String ADD = PATH + "/add";
    private static final String FORWARD = PATH + "/forward";
    private static final String REVOKE = PATH + "/revoke";
    private static final String CHECK = PATH + "/roster";
    private static final String INSTALL = PATH + "/install";
    private static final String REQUEST_FILE = PATH + "/file/";
    private static final String REVOCATION_FILE = PATH + "/revocation/";

    private final Desk desk;
    private final Identity identity;
    private final Document document;
    private final DeedLog deeds;
    private final Clock clock;

    DeskPages(Desk desk, Identity identity, Document document, DeedLog deeds, Clock clock) {
        this.desk = desk;
        this.identity = identity;
        this.document = document;
        this.deeds = deeds;
        this.clock = clock;
    }

    /** Anything below {@link #PATH}; a POST has been checked for its session and its form's token. */
    Answer answer(Request request, Optional<Session> session) {
        try {
            return request.isPost() ? changed(request, session.orElseThrow()) : shown(request.path(), session);
        } catch (IdentityException e) {
            return refused(session, e.getMessage());
        } catch (IOException e) {
            return Answer.html(
                    500,
                    document.sentence(
                            TITLE,
                            session,
                            "The server's disk refused: free space or check permissions. Nothing was changed.",
                            PATH,
                            "Back to the requests"));
        }
    }

    private Answer refused(Optional<Session> session, String sentence) {
        return Answer.html(422, document.sentence("Refused", session, sentence, PATH, "Back to the requests"));
    }

    private Answer shown(String path, Optional<Session> session) throws IOException {
        if (path.equals(PATH)) {
            return Answer.html(200, document.html(TITLE, session, list(session)));
        }
        if (session.isPresent() && path.startsWith(REQUEST_FILE)) {
            Optional<Matter> matter = desk.request(path.substring(REQUEST_FILE.length()));
            if (matter.isPresent()) {
                return file(matter.get().name() + ".request", desk.requestText(matter.get()));
            }
        }
        if (session.isPresent() && path.startsWith(REVOCATION_FILE)) {
            String id = path.substring(REVOCATION_FILE.length());
            Optional<String> text = desk.revocationText(id);
            if (text.isPresent()) {
                return file(id + ".revocation.txt", text.get());
            }
        }
        return Answer.html(404, document.sentence("Not found", session, "There is no such page.", PATH, TITLE));
    }

    private static Answer file(String name, String text) {
        return Answer.of(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8))
                .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }

    private Answer changed(Request request, Session session) throws IdentityException, IOException {
        return switch (request.path()) {
            case ADD -> add(request, session);
            case FORWARD -> forward(request, session);
            case REVOKE -> revoke(request, session);
            case CHECK -> check(request, session);
            case INSTALL -> install(request, session);
            default -> Answer.text(404, "There is no such page.");
        };
    }

    private String list(Optional<Session> session) throws IOException {
        StringBuilder body = new StringBuilder("""
                <p>The key that decides who belongs to this federation is not on this server. This page keeps what its holder has to
                know, and takes the roster that comes back, if the authority signed it.</p>
                """);
        if (session.isEmpty()) {
            body.append(
                    "<p class=\"note\">To add, forward or install anything, <a href=\"/sign-in\">sign in</a>.</p>\n");
        }
        body.append("<section aria-labelledby=\"h-enrol\"><h2 id=\"h-enrol\">Enrolment and renewal</h2>\n")
                .append(matters(
                        desk.requests(),
                        session,
                        "Requests for enrolment and renewal",
                        "Nobody asks to be enrolled or renewed."));
        session.ifPresent(signed ->
                body.append(upload(signed, ADD, "request", "A site's request", ".request", "Add the request")));
        body.append("</section>\n<section aria-labelledby=\"h-revoke\"><h2 id=\"h-revoke\">Revocation</h2>\n")
                .append(matters(desk.revocations(), session, "Revocations asked for", "Nobody is to be struck off."));
        session.ifPresent(signed -> body.append(members(signed)));
        body.append(
                        "</section>\n<section aria-labelledby=\"h-roster\"><h2 id=\"h-roster\">The authority's answer</h2>\n<p>Roster version ")
                .append(identity.roster().get().version())
                .append(" is in force, with ")
                .append(Words.count(identity.roster().get().platformKeys().size(), "platform"))
                .append(".</p>\n");
        session.ifPresent(signed -> body.append(upload(
                signed,
                CHECK,
                "roster",
                "roster.enrolment or NAME.enrolment, from the holder of the authority's key",
                ".enrolment",
                "Look at the answer")));
        return body.append("</section>\n").toString();
    }

    private static String upload(
            Session session, String path, String field, String label, String ending, String button) {
        return """
                <form method="post" action="%s" enctype="multipart/form-data" class="column">
                <label for="%s">%s</label>
                <input id="%s" name="%s" type="file" accept="%s" required>
                %s
                <button>%s</button>
                </form>
                """.formatted(
                path, field, Html.escape(label), field, field, ending, Document.formToken(session, path), button);
    }

    private String matters(List<Matter> matters, Optional<Session> session, String caption, String none) {
        Table table = session.isPresent()
                ? new Table(caption, "", 5, "name", "asks for", "fingerprint", "state", "what to do")
                : new Table(caption, "", 4, "name", "asks for", "fingerprint", "state");
        for (Matter matter : matters) {
            String state = Table.text(matter.isForwarded() ? "forwarded, no answer yet" : "to be forwarded");
            String asks = Table.text(Words.enumWords(matter.kind()) + ", " + Words.enumWords(matter.role()));
            String fingerprint =
                    "<td class=\"text\"><code>" + matter.fingerprint().grouped() + "</code></td>";
            if (session.isPresent()) {
                String action = "<td class=\"text\">" + action(matter, session.get()) + "</td>";
                table.row(matter.name(), asks, fingerprint, state, action);
            } else {
                table.row(matter.name(), asks, fingerprint, state);
            }
        }
        return table.orElse(none);
    }

    private static String action(Matter matter, Session session) {
        String name = Html.escape(matter.name());
        if (!matter.isForwarded()) {
            return "<form method=\"post\" action=\"%s\">%s<input type=\"hidden\" name=\"id\" value=\"%s\"><button>Forward %s</button></form>"
                    .formatted(FORWARD, Document.formToken(session, FORWARD), matter.id(), name);
        }
        String path = matter.kind() == Desk.Kind.REVOCATION ? REVOCATION_FILE : REQUEST_FILE;
        return "<a href=\"%s%s\" download>Download for %s</a>".formatted(path, matter.id(), name);
    }

    private String members(Session session) {
        StringBuilder options = new StringBuilder();
        identity.roster().get().entries().stream()
                .filter(entry -> desk.member(entry.id().toString()).isPresent())
                .forEach(entry -> options.append(
                        "<option value=\"%s\">%s</option>".formatted(entry.id(), Html.escape(entry.name()))));
        return """
                <form method="post" action="%s" class="column">
                <label for="member">Platform to be struck off</label>
                <select id="member" name="id">%s</select>
                %s
                <button>Ask for its revocation</button>
                </form>
                """.formatted(REVOKE, options, Document.formToken(session, REVOKE));
    }

    private Answer add(Request request, Session session) throws IdentityException, IOException {
        desk.add(request.files().getOrDefault("request", new byte[0]));
        return Answer.seeOther(PATH);
    }

    private Answer forward(Request request, Session session) throws IdentityException, IOException {
        Optional<Matter> matter = desk.request(request.field("id"));
        if (matter.isEmpty()) {
            return refused(Optional.of(session), "There is no such request.");
        }
        Matter asked = matter.get();
        if (!request.field("confirm").equals(asked.name())) {
            return confirm(
                    session,
                    FORWARD,
                    "Forward a request",
                    """
                    <p>You are about to mark the request of <strong>%s</strong> as sent on to the holder of the authority's key. Send the
                    file that you can download then. Both of you compare this fingerprint with the site by telephone:</p>
                    <p><code>%s</code></p>
                    """.formatted(Html.escape(asked.name()), asked.fingerprint().grouped()),
                    asked.id(),
                    asked.name(),
                    request);
        }
        deeds.did(Admin.Action.REQUEST_FORWARD, session.who());
        desk.forwarded(asked);
        return Answer.seeOther(PATH);
    }

    private Answer revoke(Request request, Session session) throws IdentityException, IOException {
        Optional<RosterEntry> member = desk.member(request.field("id"));
        if (member.isEmpty()) {
            return refused(Optional.of(session), "The roster lists no such platform.");
        }
        RosterEntry entry = member.get();
        if (!request.field("confirm").equals(entry.name())) {
            return confirm(
                    session,
                    REVOKE,
                    "Ask for a revocation",
                    """
                    <p>You are about to ask the holder of the authority's key to strike <strong>%s</strong> off. Its keys will never be
                    enrolled again. It takes part until the new roster is installed here.</p>
                    <p><code>%s</code></p>
                    """.formatted(
                                    Html.escape(entry.name()),
                                    Fingerprint.ofKey(entry.signingKey()).grouped()),
                    entry.id().toString(),
                    entry.name(),
                    request);
        }
        deeds.did(Admin.Action.REVOCATION_FORWARD, session.who());
        desk.askRevocation(entry);
        return Answer.seeOther(PATH);
    }

    private Answer check(Request request, Session session) throws IdentityException {
        Desk.Offer offer = desk.check(request.files().getOrDefault("roster", new byte[0]));
        return confirm(
                session,
                INSTALL,
                "Install a roster",
                """
                <p>Signed by this federation's authority: roster version <strong>%d</strong>, valid until %s (%d days).</p>
                <ul><li>New: %s</li><li>No longer in it: %s</li><li>Renewed certificate for: %s</li></ul>
                %s
                <p>It holds from the next round on and cannot be taken back but by a newer one.</p>
                """.formatted(
                        offer.version(),
                        Words.time(offer.expires()),
                        Words.daysLeft(offer.expires(), clock.instant()),
                        Html.escape(Words.names(offer.added())),
                        Html.escape(Words.names(offer.removed())),
                        Html.escape(offer.party().map(CertifiedParty::name).orElse("nobody")),
                        successor(offer)),
                offer.digest(),
                Long.toString(offer.version()),
                request);
    }

    private static String successor(Desk.Offer offer) {
        return offer.successor().map(key -> """
                        <p><strong>The authority's key changes.</strong> Both keys signed that. Compare the new fingerprint by telephone:</p>
                        <p><code>%s</code></p>
                        """.formatted(key.grouped())).orElse("");
    }

    private Answer install(Request request, Session session) throws IdentityException, IOException {
        Optional<Desk.Offer> offer = desk.offer(request.field("id"));
        if (offer.isEmpty()) {
            return refused(Optional.of(session), "The roster has to be looked at again before it is installed.");
        }
        if (!request.field("confirm").equals(Long.toString(offer.get().version()))) {
            return refused(Optional.of(session), "That is not the version's number. Nothing was changed.");
        }
        deeds.did(Admin.Action.ROSTER_INSTALL, session.who());
        desk.install(offer.get());
        return Answer.seeOther(PATH);
    }

    /** The second question. */
    private Answer confirm(
            Session session, String path, String title, String said, String id, String word, Request request) {
        String wrong = request.field("confirm").isEmpty()
                ? ""
                : "<p class=\"bad\" id=\"why\" role=\"alert\">That is not what has to be typed. Nothing was changed.</p>\n";
        return Answer.html(
                200,
                document.html(
                        title,
                        Optional.of(session),
                        said
                                + wrong
                                + """
                <form method="post" action="%s" class="column">
                <label for="confirm">Type <strong>%s</strong> to confirm</label>
                <input id="confirm" name="confirm" autocomplete="off" autocapitalize="off" spellcheck="false" required>
                <input type="hidden" name="id" value="%s">
                %s
                <button>%s</button>
                </form>
                <p><a href="%s">Back without changing anything</a></p>
                """.formatted(
                                        path, Html.escape(word), id, Document.formToken(session, path), title, PATH)));
    }
}
