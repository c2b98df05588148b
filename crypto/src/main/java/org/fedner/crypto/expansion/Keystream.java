package org.fedner.crypto.expansion;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.fedner.crypto.SecretBytes;

/**
 * The keystream of AES-256 in counter mode with a zero initial counter (NIST SP 800-38A, section 6.5).
 *
 * <p>A key serves exactly one stream: {@link #consuming} erases the key it is given, so no second stream can be made from
 * it. The stream is seekable, so that several threads can each expand a part.
 *
 * <p>Fast only in one form, measured on JDK 17: from one heap array to another, in chunks of 8 to 16 KiB. In place is half
 * as fast, and chunks from 256 KiB on can leave the AES intrinsic. Hence the array of zeros and {@link #CHUNK_BYTES}.
 */
public final class Keystream implements AutoCloseable {

    public static final int KEY_BYTES = 32;

    /** What one call of the cipher expands: 8 KiB, which stay in the first-level cache. */
    public static final int CHUNK_BYTES = 8192;

    private static final int BLOCK_BYTES = 16;
    private static final String TRANSFORMATION = "AES/CTR/NoPadding";

    /** Named once: looking the provider up for every stream costs more than a small mask. */
    private static final Provider PROVIDER = provider();

    private static final byte[] ZEROS = new byte[CHUNK_BYTES];

    private SecretKeySpec key;
    private long start; // where the first byte is read, until there is a cipher
    private Cipher cipher; // made by the thread that reads first: a set of ciphers costs as much as a small mask
    private boolean closed;

    private Keystream(SecretKeySpec key, long start) {
        this.key = key;
        this.start = start;
    }

    /** A stream at position 0. Erases {@code key}, which must have 32 bytes. */
    public static Keystream consuming(SecretBytes key) {
        if (key.lengthBytes() != KEY_BYTES) {
            throw new IllegalArgumentException("a keystream key has 32 bytes, not " + key.lengthBytes());
        }
        try (key) {
            return new Keystream(new SecretKeySpec(key.exposeSecret(), "AES"), 0);
        }
    }

    /** Overwrites {@code target[offset, offset + lengthBytes)} with the next bytes of the stream. */
    public void next(byte[] target, int offset, int lengthBytes) {
        requireOpen(); // a stream under the zero key would be a mask known to everyone
        Objects.checkFromIndexSize(offset, lengthBytes, target.length);
        if (cipher == null) {
            cipher = newCipher();
            initialise(start);
        }
        try {
            for (int done = 0; done < lengthBytes; done += CHUNK_BYTES) {
                cipher.update(ZEROS, 0, Math.min(CHUNK_BYTES, lengthBytes - done), target, offset + done);
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the target is long enough", e);
        }
    }

    /**
     * Another reader of this same stream, for another thread: still one stream under one key. Close both.
     *
     * @param positionBytes a multiple of the block length, 16 bytes
     */
    public Keystream readerAt(long positionBytes) {
        requireOpen();
        return new Keystream(key, requireBlockPosition(positionBytes));
    }

    /** Moves to a position of the stream: a multiple of the block length, 16 bytes. */
    public void seek(long positionBytes) {
        requireOpen();
        start = requireBlockPosition(positionBytes);
        if (cipher != null) {
            initialise(start);
        }
    }

    private static long requireBlockPosition(long positionBytes) {
        if (positionBytes < 0 || positionBytes % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException("not a block position: " + positionBytes);
        }
        return positionBytes;
    }

    /** Puts a zero key in place of this one; every later use is refused. */
    @Override
    public void close() {
        closed = true;
        key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
        if (cipher != null) {
            initialise(0);
        }
    }

    private static Provider provider() {
        try {
            return Cipher.getInstance(TRANSFORMATION).getProvider();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES in counter mode", e);
        }
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance(TRANSFORMATION, PROVIDER);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES in counter mode", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this keystream has been closed");
        }
    }

    private void initialise(long positionBytes) {
        byte[] counter = ByteBuffer.allocate(BLOCK_BYTES)
                .putLong(0)
                .putLong(positionBytes / BLOCK_BYTES)
                .array();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK takes a 256-bit AES key", e);
        }
    }

    @Override
    public String toString() {
        return "Keystream[redacted]";
    }
}
