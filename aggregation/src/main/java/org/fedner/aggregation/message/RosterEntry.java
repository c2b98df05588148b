package org.fedner.aggregation.message;

import java.security.InvalidKeyException;
import java.util.List;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * One enrolled party.
 *
 * <pre>
 * uint8  role                                1 server, 2 platform
 * opaque name&lt;1..64&gt;                       printable ASCII
 * opaque signingKey[44]                      SubjectPublicKeyInfo, Ed25519
 * opaque auditKey[32]                        verifies its audit log's checkpoints
 * opaque certificates[32]&lt;0..2^16-1&gt;       SHA-256 of each TLS certificate it may show; empty: any by the authority
 * </pre>
 */
public record RosterEntry(
        Role role, String name, VerifyingKey signingKey, ByteString auditKey, List<Digest> certificateFingerprints) {

    private static final int MAX_NAME_BYTES = 64;
    private static final int SIGNING_KEY_BYTES = VerifyingKey.SPKI_BYTES;
    private static final int AUDIT_KEY_BYTES = 32;
    private static final int MAX_FINGERPRINTS_BYTES = 0xffff;

    public RosterEntry {
        certificateFingerprints = List.copyOf(certificateFingerprints);
        if (!name.matches("[ -~]{1,64}") || auditKey.length() != AUDIT_KEY_BYTES) {
            throw new IllegalArgumentException("a name has 1 to 64 printable ASCII characters, an audit key 32 bytes");
        }
    }

    /** The id that this entry's signing key gives it. */
    public PlatformId id() {
        return PlatformId.ofKey(signingKey.spki());
    }

    void encode(WireWriter out) {
        out.uint(1, role.code())
                .ascii(name, 1, MAX_NAME_BYTES)
                .fixed(signingKey.spki())
                .fixed(auditKey.shared())
                .list(certificateFingerprints, MAX_FINGERPRINTS_BYTES, WireWriter::digest);
    }

    static RosterEntry decode(WireReader in) throws MalformedMessageException {
        return new RosterEntry(
                Role.ofCode(in.uint(1)),
                in.ascii(1, MAX_NAME_BYTES),
                signingKey(in),
                ByteString.owning(in.fixed(AUDIT_KEY_BYTES)),
                in.list(MAX_FINGERPRINTS_BYTES, WireReader::digest));
    }

    static VerifyingKey signingKey(WireReader in) throws MalformedMessageException {
        try {
            return VerifyingKey.fromSpki(in.fixed(SIGNING_KEY_BYTES));
        } catch (InvalidKeyException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }
}
