package org.fedner.crypto.expansion;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.fedner.crypto.SecretBytes;

/** HMAC-SHA256 (RFC 2104). The key may have any length but zero. */
public final class HmacSha256 {

    public static final int TAG_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    /** Named once: looking the provider up for every tag costs more than the tag. */
    private static final Provider PROVIDER = provider();

    private HmacSha256() {}

    /** The tag of the concatenation of {@code parts}, to be shown: a confirmation, a checksum under a key. */
    public static byte[] tag(SecretBytes key, byte[]... parts) {
        return compute(key.exposeSecret(), parts);
    }

    /** The same value, kept secret: the next key of a chain. */
    public static SecretBytes derive(SecretBytes key, byte[]... parts) {
        return SecretBytes.owning(compute(key.exposeSecret(), parts));
    }

    static byte[] compute(byte[] key, byte[]... parts) {
        Mac mac = keyed(key);
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM, PROVIDER);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every JDK has HMAC-SHA256 for keys of any length", e);
        }
    }

    private static Provider provider() {
        try {
            return Mac.getInstance(ALGORITHM).getProvider();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has HMAC-SHA256", e);
        }
    }
}
