package org.fedner.node.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.AtomicFile;
import org.fedner.node.identity.CertificateRefusedException;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.CurrentAuthority;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.IdentityFault;
import org.fedner.node.identity.Trust;

/**
 * The server's desk: what waits for the holder of the authority's key, and what comes back.
 *
 * <p>It works on the server's letter box ({@code enrolment} in the work folder): running platforms put their renewals into
 * {@code requests} by themselves, newcomers' requests are added here, and answers go to {@code answers}. Nothing here decides
 * who belongs. A request is kept and forwarded as the file it is; a revocation is a note to the holder of the key; a roster
 * takes effect only if the authority signed it, it is newer, in date, and names this server. Confined to the page's thread.
 */
final class Desk {
    private static final String REQUEST = ".request";
    private static final String NEWCOMER = ".newcomer";
    private static final String FORWARDED = ".forwarded";
    private static final String REVOCATION = ".revocation";
    private static final int MOST_FILES = 500;

    private final Path requests;
    private final Path answers;
    private final Identity identity;
    private final Clock clock;
    private Optional<Offer> offer = Optional.empty();

    /** @param box the letter box */
    Desk(Path box, Identity identity, Clock clock) {
        this.requests = box.resolve("requests");
        this.answers = box.resolve("answers");
        this.identity = identity;
        this.clock = clock;
    }

    /** What somebody wants of the holder of the key. */
    enum Kind {
        ENROLMENT,
        RENEWAL,
        REVOCATION
    }

    /** A request or a revocation; who is enrolled, renewed or struck off is in no list any more. */
    record Matter(Kind kind, String id, String name, Role role, Fingerprint fingerprint, boolean isForwarded) {}

    /**
     * An answer of the authority that could be put in force.
     *
     * @param party whose new certificate comes with the roster, if there is one
     * @param successor the authority's new key, if it changes with this
     * @param digest names it in the form that confirms
     */
    record Offer(
            Enrolment answer,
            Optional<CertifiedParty> party,
            Optional<Fingerprint> successor,
            String digest,
            List<String> added,
            List<String> removed,
            Instant expires) {
        long version() {
            return answer.roster().roster().version();
        }
    }

    /** Requests for enrolment and renewal, by their names. */
    List<Matter> requests() throws IOException {
        List<Matter> matters = new ArrayList<>();
        Roster roster = identity.roster().get();
        for (Path file : files(REQUEST)) {
            try {
                EnrolmentRequest request = EnrolmentRequest.read(file);
                boolean isEnrolled =
                        roster.entries().stream().anyMatch(entry -> entry.id().equals(request.id()));
                boolean isNewcomer = Files.exists(beside(file, NEWCOMER));
                if (isEnrolled && isNewcomer) {
                    forget(file); // answered; what the site asks next time is a renewal
                } else {
                    matters.add(new Matter(
                            isEnrolled ? Kind.RENEWAL : Kind.ENROLMENT,
                            request.id().toString(),
                            request.name(),
                            request.role(),
                            request.fingerprint(),
                            isForwarded(file)));
                }
            } catch (IdentityException e) {
                // no request: somebody else wrote there; it is not shown and not forwarded
            }
        }
        return matters;
    }

    /** A renewal that is asked for again later has not been forwarded yet. */
    private boolean isForwarded(Path request) throws IOException {
        Path mark = beside(request, FORWARDED);
        return Files.exists(mark) && Files.getLastModifiedTime(mark).compareTo(Files.getLastModifiedTime(request)) >= 0;
    }

    private void forget(Path request) throws IOException {
        Files.deleteIfExists(request);
        Files.deleteIfExists(beside(request, FORWARDED));
        Files.deleteIfExists(beside(request, NEWCOMER));
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** Members of which somebody asked that they be struck off, as long as they are not. */
    List<Matter> revocations() throws IOException {
        List<Matter> matters = new ArrayList<>();
        for (Path file : files(REVOCATION)) {
            String id = file.getFileName().toString().replace(REVOCATION, "");
            member(id)
                    .ifPresent(entry -> matters.add(new Matter(
                            Kind.REVOCATION,
                            id,
                            entry.name(),
                            entry.role(),
                            Fingerprint.ofKey(entry.signingKey()),
                            true)));
        }
        return matters;
    }

    private List<Path> files(String ending) throws IOException {
        if (!Files.isDirectory(requests)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(requests)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        }
    }

    /** Keeps a request, if it is one: both its signatures are checked. */
    void add(byte[] file) throws IdentityException, IOException {
        EnrolmentRequest request = EnrolmentRequest.parse(new String(file, StandardCharsets.ISO_8859_1), "The file");
        for (Matter there : requests()) {
            if (there.name().equals(request.name())
                    && !there.id().equals(request.id().toString())) {
                throw refused(
                        IdentityFault.REQUEST_REFUSED,
                        "Another request of that name is kept already; choose another name.");
            }
        }
        if (files(REQUEST).size() >= MOST_FILES) {
            throw refused(IdentityFault.REQUEST_REFUSED, "Too many requests are kept; forward or delete some.");
        }
        Path kept = requests.resolve(request.name() + REQUEST);
        if (member(request.id().toString()).isEmpty()) {
            write(beside(kept, NEWCOMER), clock.instant() + "\n");
        }
        write(kept, request.text());
    }

    Optional<Matter> request(String id) throws IOException {
        return requests().stream().filter(matter -> matter.id().equals(id)).findFirst();
    }

    /** The request as its site made it. */
    String requestText(Matter request) throws IOException {
        return Files.readString(requests.resolve(request.name() + REQUEST), StandardCharsets.ISO_8859_1);
    }

    void forwarded(Matter request) throws IOException {
        write(beside(requests.resolve(request.name() + REQUEST), FORWARDED), clock.instant() + "\n");
    }

    /** A platform of the newest roster. */
    Optional<RosterEntry> member(String id) {
        return isId(id)
                ? identity.roster()
                        .get()
                        .platform(PlatformId.ofBytes(HexFormat.of().parseHex(id)))
                : Optional.empty();
    }

    private static boolean isId(String text) {
        return text.matches("[0-9a-f]{32}");
    }

    /** Keeps the wish that a member be struck off, in words for the holder of the key. */
    void askRevocation(RosterEntry member) throws IOException {
        write(requests.resolve(member.id() + REVOCATION), """
                Revocation asked for at the server of this federation. To the holder of the authority's key:
                compare the fingerprint with the member list, ask the coordinator, then strike the platform off.

                name: %s
                id: %s
                fingerprint: %s
                asked: %s

                fedner provision revoke %s --authority authority --out enrolments

                and send enrolments/roster.enrolment back to the server.
                """.formatted(
                        member.name(),
                        member.id(),
                        Fingerprint.ofKey(member.signingKey()).grouped(),
                        clock.instant(),
                        member.name()));
    }

    Optional<String> revocationText(String id) throws IOException {
        Path file = requests.resolve((isId(id) ? id : "no") + REVOCATION);
        return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.US_ASCII)) : Optional.empty();
    }

    /** Looks at the authority's answer without doing anything about it but remembering it. */
    Offer check(byte[] file) throws IdentityException {
        Enrolment answer = Enrolment.parse(new String(file, StandardCharsets.ISO_8859_1), "The file");
        Roster now = identity.roster().get();
        Roster next = answer.roster().roster();
        CurrentAuthority authority = identity.authority().with(answer.authority());
        if (!authority.hasSigned(answer.roster())) {
            throw refused(IdentityFault.WRONG_AUTHORITY, "The roster is not signed by this federation's authority.");
        }
        Optional<CertifiedParty> party = certified(answer, authority);
        if (next.version() < now.version() || next.version() == now.version() && party.isEmpty()) {
            throw refused(
                    IdentityFault.ROSTER_STALE,
                    "The roster is version %d, and version %d is in force.".formatted(next.version(), now.version()));
        }
        if (!next.isValidAt(clock.instant().getEpochSecond())) {
            throw refused(IdentityFault.ROSTER_EXPIRED, "The roster has expired, or is not valid yet.");
        }
        if (!next.server().id().equals(identity.id())) {
            throw refused(IdentityFault.WRONG_KEY, "The roster names another server than this one.");
        }
        Offer checked = new Offer(
                answer,
                party,
                Optional.of(answer.authority().fingerprint())
                        .filter(it -> !it.equals(identity.authority().get().fingerprint()))
                        .filter(it -> authority.get().fingerprint().equals(it)),
                HexFormat.of().formatHex(Sha256.of(answer.text().getBytes(StandardCharsets.ISO_8859_1))),
                names(next, now),
                names(now, next),
                Instant.ofEpochSecond(next.expiresEpochSeconds()));
        offer = Optional.of(checked);
        return checked;
    }

    private Optional<CertifiedParty> certified(Enrolment answer, CurrentAuthority authority) throws IdentityException {
        if (answer.certificate().isEmpty()) {
            return Optional.empty();
        }
        for (Role role : Role.values()) {
            try {
                return Optional.of(new Trust(authority, identity.roster(), clock)
                        .authenticate(answer.certificate().get(), role));
            } catch (CertificateRefusedException e) {
                // of the other role, or of nobody's
            }
        }
        throw refused(
                IdentityFault.WRONG_AUTHORITY, "The certificate is not one that this federation's authority issues.");
    }

    private static IdentityException refused(IdentityFault fault, String sentence) {
        return new IdentityException(fault, sentence + " Nothing was changed.");
    }

    /** Who is in one roster and not in the other. */
    private static List<String> names(Roster of, Roster butNotOf) {
        List<PlatformId> others =
                butNotOf.entries().stream().map(RosterEntry::id).toList();
        return of.entries().stream()
                .filter(entry -> !others.contains(entry.id()))
                .map(RosterEntry::name)
                .toList();
    }

    /** What was checked last, if the form means the same. */
    Optional<Offer> offer(String digest) {
        return offer.filter(checked -> checked.digest().equals(digest));
    }

    /**
     * Puts a checked answer in force: the roster becomes the same file that {@code provision install} writes, and the next
     * round is under it; a certificate goes to whose it is, if that party is connected or when it comes.
     */
    void install(Offer checked) throws IdentityException, IOException {
        identity.adopt(checked.answer());
        if (checked.party().isPresent()) {
            write(
                    answers.resolve(checked.party().get().name() + ".enrolment"),
                    checked.answer().text());
        }
        offer = Optional.empty();
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
