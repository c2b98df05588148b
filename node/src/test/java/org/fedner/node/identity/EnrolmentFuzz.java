package org.fedner.node.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.Role;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.node.fuzz.ComesBack;
import org.fedner.node.fuzz.Scratch;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that sites and authority exchange: requests, enrolments, fingerprints and signed jobs. */
public class EnrolmentFuzz {
    private static final Scratch FILE = new Scratch(".pem");

    /** A platform's request, a server's, and a signed job. */
    public static Stream<byte[]> seeds() {
        EnrolmentRequest platform = EnrolmentRequest.create("hospital-a", Role.PLATFORM, List.of(), key(1), key(2));
        EnrolmentRequest server =
                EnrolmentRequest.create("server", Role.SERVER, List.of("fedner.example", "10.0.0.1"), key(3), key(4));
        FederationId federation = FederationId.ofAuthority(key(5).verifyingKey().spki());
        byte[] job = "{\"name\":\"a\"}\n".getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                platform.text().getBytes(StandardCharsets.ISO_8859_1),
                server.text().getBytes(StandardCharsets.ISO_8859_1),
                SignedJob.sign(job, federation, key(5)).encode(),
                "%s 2026-11-21T00:00:00Z hospital-a\n"
                        .formatted("ab".repeat(32))
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void requestsEnrolmentsAndJobsAreRefusedOrComeBack(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        try {
            ComesBack.require(text, EnrolmentRequest.parse(text, "the request").text());
        } catch (IdentityException e) {
            // refused, as declared
        }
        try {
            Enrolment.read(FILE.holding(input));
        } catch (IdentityException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(input, SignedJob.decode(input, "the job").encode());
        } catch (IdentityException e) {
            // refused, as declared
        }
        try {
            Revocations.read(FILE.file());
        } catch (IdentityException e) {
            // refused, as declared
        }
        try {
            Fingerprint.parse(text);
        } catch (IllegalArgumentException e) {
            // refused, as declared
        }
    }

    private static SigningKey key(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[0] = (byte) number;
        return SigningKey.of(SecretBytes.owning(seed));
    }
}
