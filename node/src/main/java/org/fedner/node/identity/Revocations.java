package org.fedner.node.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * The keys that an authority struck off, one line each: public key, when, name. A roster lists who belongs; this is the
 * authority's own memory, so that an old request is not approved again.
 */
final class Revocations {
    private final Path file;
    private final List<String> lines;

    private Revocations(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    static Revocations read(Path file) throws IdentityException {
        List<String> lines = Files.exists(file) ? OwnFiles.read(file).lines().toList() : List.of();
        for (String line : lines) {
            if (!line.matches("[0-9a-f]{64} [0-9TZ:.-]+ [!-~]{1,64}")) {
                throw new IdentityException(
                        IdentityFault.MALFORMED,
                        "%s is damaged; restore it from the backup of the authority's folder.".formatted(file));
            }
        }
        return new Revocations(file, lines);
    }

    /** Remembers both keys of a party. */
    void add(RosterEntry struck, Instant at) throws IdentityException {
        List<String> added = new ArrayList<>(lines);
        for (byte[] key : List.of(struck.signingKey().bytes(), struck.auditKey().toBytes())) {
            added.add("%s %s %s".formatted(HexFormat.of().formatHex(key), at, struck.name()));
        }
        OwnFiles.write(file, String.join("\n", added) + "\n");
    }

    void refuse(EnrolmentRequest request) throws IdentityException {
        for (VerifyingKey key : List.of(request.key(), request.auditKey())) {
            String listed = HexFormat.of().formatHex(key.bytes());
            if (lines.stream().anyMatch(line -> line.startsWith(listed))) {
                throw FederationAuthority.refused(
                        "The keys of %s were revoked; the site must make new ones with 'fedner provision request' in a new folder."
                                .formatted(request.name()));
            }
        }
    }
}
