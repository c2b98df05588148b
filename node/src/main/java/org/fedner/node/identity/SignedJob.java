package org.fedner.node.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Predicate;
import org.fedner.aggregation.message.FederationId;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * A job file and the authority's signature over its exact bytes. The signed file is the job file with one more line, a YAML
 * comment, so it can be read and compared like the original:
 *
 * <pre>
 * …the job, byte for byte, and a line feed that is not part of it…
 * # fedner-signature: base64 of sig = Ed25519(lab("job", federation, SHA-256(job)))
 * </pre>
 */
public final class SignedJob {
    private static final byte[] PREFIX = "# fedner-signature: ".getBytes(StandardCharsets.US_ASCII);
    private static final int LINE_BYTES = PREFIX.length + 88 + 1; // base64 of 64 bytes, line feed

    private final byte[] job;
    private final byte[] signature;

    private SignedJob(byte[] job, byte[] signature) {
        this.job = job;
        this.signature = signature;
    }

    /** The authority's act. */
    static SignedJob sign(byte[] job, FederationId federation, SigningKey authority) {
        return new SignedJob(job.clone(), authority.sign(text(job, federation)));
    }

    /** From its parts as they travel; the signature is not checked. */
    public static SignedJob of(byte[] job, byte[] signature) {
        return new SignedJob(job.clone(), signature.clone());
    }

    /** Reads the file and checks the signature, which must count now. */
    public static SignedJob read(Path file, CurrentAuthority authority) throws IdentityException {
        return read(file, authority::hasSigned);
    }

    /** Reads the file of a job that may be over: any key that the authority ever had may have signed it. */
    public static SignedJob readOld(Path file, AuthorityPaper authority) throws IdentityException {
        return read(file, job -> authority.lineage().keys().stream()
                .anyMatch(key -> job.isSignedBy(key, authority.federation())));
    }

    private static SignedJob read(Path file, Predicate<SignedJob> isSigned) throws IdentityException {
        SignedJob read = decode(OwnFiles.read(file).getBytes(StandardCharsets.ISO_8859_1), file.toString());
        if (!isSigned.test(read)) {
            throw new IdentityException(
                    IdentityFault.WRONG_AUTHORITY,
                    "%s is not signed by this federation's authority, or has been changed since; ask the coordinator for the signed job."
                            .formatted(file));
        }
        return read;
    }

    static SignedJob decode(byte[] file, String source) throws IdentityException {
        int split = file.length - LINE_BYTES;
        if (split >= 1
                && file[split - 1] == '\n'
                && file[file.length - 1] == '\n'
                && Arrays.equals(file, split, split + PREFIX.length, PREFIX, 0, PREFIX.length)) {
            try {
                byte[] base64 = Arrays.copyOfRange(file, split + PREFIX.length, file.length - 1);
                SignedJob decoded = new SignedJob(
                        Arrays.copyOf(file, split - 1), Base64.getDecoder().decode(base64));
                if (Arrays.equals(decoded.encode(), file)) {
                    return decoded;
                }
            } catch (IllegalArgumentException e) {
                // reported below
            }
        }
        throw new IdentityException(
                IdentityFault.MALFORMED,
                "%s does not end with a signature line; the coordinator makes a signed job with provision job."
                        .formatted(source));
    }

    public boolean isSignedBy(VerifyingKey authority, FederationId federation) {
        return authority.verify(text(job, federation), signature);
    }

    /** The file: job and signature line. */
    public byte[] encode() {
        byte[] base64 = Base64.getEncoder().encode(signature);
        ByteBuffer file = ByteBuffer.allocate(job.length + 1 + PREFIX.length + base64.length + 1);
        return file.put(job)
                .put((byte) '\n')
                .put(PREFIX)
                .put(base64)
                .put((byte) '\n')
                .array();
    }

    public void write(Path file) throws IdentityException {
        OwnFiles.write(file, new String(encode(), StandardCharsets.ISO_8859_1));
    }

    /** The job's exact bytes. */
    public byte[] job() {
        return job.clone();
    }

    /** SHA-256 of the job's exact bytes. */
    public Digest digest() {
        return Digest.of(job);
    }

    /** 64 bytes. */
    public byte[] signature() {
        return signature.clone();
    }

    private static byte[] text(byte[] job, FederationId federation) {
        return Labels.label("job", federation.bytes(), Sha256.of(job));
    }
}
