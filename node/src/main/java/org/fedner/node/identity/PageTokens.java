package org.fedner.node.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.crypto.expansion.Sha256;

/**
 * One-time tokens with which a person signs in to a party's page.
 *
 * <p>A token is 192 random bits, good for five minutes and for one use. The folder {@code page/tokens} inside the identity's
 * holds its SHA-256 as the name of a file that says when it ends and who asked for it: whoever may write there may use the
 * keys beside it. Deleting the file is the use, so that of two visitors with one token one succeeds.
 */
public final class PageTokens {
    /** How long a token can be used. */
    public static final Duration LIFE = Duration.ofMinutes(5);

    private static final String FOLDER = "tokens";
    private static final int TOKEN_BYTES = 24;
    private static final int MOST_CHARACTERS = 64;

    private final Path folder;
    private final Clock clock;

    /** @param identity the party's folder */
    public PageTokens(Path identity, Clock clock) {
        this.folder = identity.resolve(PageCertificate.FOLDER).resolve(FOLDER);
        this.clock = clock;
    }

    /**
     * Makes a token.
     *
     * @param who asks, as the operating system or the person says; committed to in the audit log
     */
    public String issue(String who, SecureRandom random) throws IdentityException {
        if (!Certificates.isName(who)) {
            throw FederationAuthority.badName("person");
        }
        OwnFiles.makeFolder(folder.getParent());
        OwnFiles.makeFolder(folder);
        sweep();
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        long ends = clock.instant().plus(LIFE).getEpochSecond();
        OwnFiles.write(file(token), ends + "\n" + who + "\n");
        return token;
    }

    /** Uses a token up. Who asked for it; empty if it is none, was used, or is too old. */
    public Optional<String> redeem(String token) {
        if (token.isEmpty() || token.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        Path file = file(token);
        try {
            List<String> lines = OwnFiles.read(file).lines().toList();
            Files.delete(file);
            boolean isOver = clock.instant().isAfter(Instant.ofEpochSecond(Long.parseLong(lines.get(0))));
            return isOver ? Optional.empty() : Optional.of(lines.get(1));
        } catch (IdentityException | IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Path file(String token) {
        return folder.resolve(HexFormat.of().formatHex(Sha256.of(token.getBytes(StandardCharsets.UTF_8))));
    }

    /** Tokens that nobody used are not kept. */
    private void sweep() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(clock.instant().minus(LIFE.multipliedBy(2)))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            // what is left over cannot be used: it says itself when it ended
        }
    }
}
