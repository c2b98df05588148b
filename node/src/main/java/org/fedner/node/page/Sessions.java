package org.fedner.node.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.HmacSha256;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.node.identity.PageTokens;
import org.fedner.node.transport.http.Request;

/**
 * Who is signed in to the page: a random cookie for each, kept here as its hash, for half an hour at most. Nothing of it
 * outlives the process. Confined to the page's thread.
 */
final class Sessions {
    /** The browser keeps it for this host only, sends it over TLS only, and shows it to no script. */
    static final String COOKIE = "__Host-fedner";

    static final Duration LIFE = Duration.ofMinutes(30);
    private static final int MOST = 8;
    private static final int MOST_FAILURES = 10;
    private static final Duration FAILURES_COUNT = Duration.ofMinutes(1);
    private static final int SECRET_BYTES = 32;

    private final PageTokens tokens;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new LinkedHashMap<>();
    private final Deque<Instant> failures = new ArrayDeque<>();

    Sessions(PageTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** One person, signed in; its forms carry tokens that no other session's page can make. */
    static final class Session {
        private final String who;
        private final Instant ends;
        private final SecretBytes forms;

        Session(String who, Instant ends, SecretBytes forms) {
            this.who = who;
            this.ends = ends;
            this.forms = forms;
        }

        String who() {
            return who;
        }

        /** What a form that is sent to {@code path} has to carry. */
        String formToken(String path) {
            return HexFormat.of().formatHex(HmacSha256.tag(forms, path.getBytes(StandardCharsets.UTF_8)));
        }

        boolean made(String token, String path) {
            return MessageDigest.isEqual(
                    formToken(path).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** How signing in went: the cookie's value, or whether too many have failed. */
    record Attempt(Optional<String> cookie, boolean isTooMany) {}

    /** Uses a token up. Ten wrong ones a minute, from whomever, are the most that are looked at. */
    Attempt signIn(String token) {
        Instant now = clock.instant();
        while (!failures.isEmpty() && failures.peekFirst().isBefore(now.minus(FAILURES_COUNT))) {
            failures.removeFirst();
        }
        if (failures.size() >= MOST_FAILURES) {
            return new Attempt(Optional.empty(), true);
        }
        Optional<String> who = tokens.redeem(token);
        if (who.isEmpty()) {
            failures.addLast(now);
            return new Attempt(Optional.empty(), false);
        }
        if (open.size() >= MOST) {
            close(open.keySet().iterator().next());
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        open.put(hash(cookie), new Session(who.get(), now.plus(LIFE), SecretBytes.random(SECRET_BYTES, random)));
        return new Attempt(Optional.of(cookie), false);
    }

    /** The session of a request that shows a living one's cookie. */
    Optional<Session> of(Request request) {
        String cookie = request.cookies().getOrDefault(COOKIE, "");
        if (cookie.isEmpty()) {
            return Optional.empty();
        }
        String key = hash(cookie);
        Optional<Session> found = Optional.ofNullable(open.get(key));
        if (found.isPresent() && clock.instant().isAfter(found.get().ends)) {
            close(key);
            return Optional.empty();
        }
        return found;
    }

    /** Who was just signed in with that cookie. */
    String named(String cookie) {
        return open.get(hash(cookie)).who();
    }

    void signOut(Request request) {
        signOut(request.cookies().getOrDefault(COOKIE, ""));
    }

    void signOut(String cookie) {
        close(hash(cookie));
    }

    private void close(String key) {
        Optional.ofNullable(open.remove(key)).ifPresent(session -> session.forms.close());
    }

    static String setCookie(String value) {
        return "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%d"
                .formatted(COOKIE, value, value.isEmpty() ? 0 : LIFE.toSeconds());
    }

    private static String hash(String cookie) {
        return HexFormat.of().formatHex(Sha256.of(cookie.getBytes(StandardCharsets.UTF_8)));
    }
}
