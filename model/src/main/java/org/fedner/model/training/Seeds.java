package org.fedner.model.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The reproducible random streams of one platform: SHA-256("fedner training v1" || 0 || seed as u64 || stream || 0 ||
 * platform || 0 || number as u64), first eight bytes.
 */
record Seeds(long job, String platform) {

    /** For {@link org.fedner.model.parameters.PrivateParameters#initial}. */
    long initialisation() {
        return draw("initialisation", 0);
    }

    long dropout(long round) {
        return draw("dropout", round);
    }

    long pass(long pass) {
        return draw("pass", pass);
    }

    long regrouping(long regrouping) {
        return draw("regrouping", regrouping);
    }

    long devSample() {
        return draw("dev sample", 0);
    }

    private long draw(String stream, long number) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        sha256.update("fedner training v1\0".getBytes(StandardCharsets.UTF_8));
        sha256.update(ByteBuffer.allocate(8).putLong(job).array());
        sha256.update((stream + "\0" + platform + "\0").getBytes(StandardCharsets.UTF_8));
        sha256.update(ByteBuffer.allocate(8).putLong(number).array());
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }
}
