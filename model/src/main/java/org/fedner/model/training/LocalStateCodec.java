package org.fedner.model.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.fedner.model.parameters.Adam;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;

/**
 * Bytes of a platform's local state, big-endian: "FNLS", u16 version 4, the private layout's digest (32), Adam's steps
 * (u64), parameters and both moments (u32 count and f32 each), the same two moments and steps of the shared module's local
 * steps (without coordinates where a round is one step), loss and examples since the last scoring (f64, u64), dev scores (u32
 * count and f64 each), the schedule's position, u8 whether a best snapshot follows (round u64, dev F1 f64, u32 length and the shared parameters, private values); at the end SHA-256 of all that (32).
 */
final class LocalStateCodec {
    private static final int MAGIC = 0x464E4C53; // FNLS
    private static final int VERSION = 4;
    private static final int DIGEST_BYTES = 32;

    private LocalStateCodec() {}

    record Decoded(PrivateParameters own, Adam adam, Adam ofShared, TrainingHistory history, Optional<Best> best) {}

    static byte[] encode(
            Adam adam,
            Adam ofShared,
            PrivateParameters own,
            TrainingHistory history,
            BatchSchedule schedule,
            Optional<Best> best) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(MAGIC);
            out.writeShort(VERSION);
            out.write(own.layout().digest());
            out.writeLong(adam.steps());
            writeFloats(own.valuesForTraining(), out);
            writeFloats(adam.firstMoments(), out);
            writeFloats(adam.secondMoments(), out);
            out.writeLong(ofShared.steps());
            writeFloats(ofShared.firstMoments(), out);
            writeFloats(ofShared.secondMoments(), out);
            history.write(out);
            schedule.write(out);
            out.writeBoolean(best.isPresent());
            if (best.isPresent()) {
                out.writeLong(best.get().round());
                out.writeDouble(best.get().devF1());
                byte[] shared = best.get().shared().encode();
                out.writeInt(shared.length);
                out.write(shared);
                writeFloats(best.get().own().valuesForTraining(), out);
            }
            out.write(sha256(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new AssertionError("an array in memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the private part and, into {@code schedule}, the position; {@code current} gives the layout to expect, {@code
     * sharedMoments} the size of the shared module's local moments.
     */
    static Decoded decode(
            byte[] state, PrivateParameters current, int sharedMoments, NetworkSpec spec, BatchSchedule schedule)
            throws LocalStateException {
        int body = state.length - DIGEST_BYTES;
        if (body < 0 || !MessageDigest.isEqual(sha256(state, body), Arrays.copyOfRange(state, body, state.length))) {
            throw new LocalStateException("it is cut short or altered");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state, 0, body))) {
            if (in.readInt() != MAGIC || in.readUnsignedShort() != VERSION) {
                throw new LocalStateException("it is not one, or of another version");
            }
            if (!MessageDigest.isEqual(
                    in.readNBytes(DIGEST_BYTES), current.layout().digest())) {
                throw new LocalStateException("it belongs to another network or tag set");
            }
            long steps = in.readLong();
            PrivateParameters own = current.copy();
            readFloats(own.valuesForTraining(), in);
            Adam adam = Adam.resume(floats(own.size(), in), floats(own.size(), in), steps);
            long sharedSteps = in.readLong();
            Adam ofShared = Adam.resume(floats(sharedMoments, in), floats(sharedMoments, in), sharedSteps);
            TrainingHistory history = TrainingHistory.read(in);
            schedule.read(in);
            Optional<Best> best = Optional.empty();
            if (in.readBoolean()) {
                long round = in.readLong();
                double f1 = in.readDouble();
                SharedParameters shared = SharedParameters.decode(spec, in.readNBytes(in.readInt()));
                PrivateParameters bestOwn = current.copy();
                readFloats(bestOwn.valuesForTraining(), in);
                best = Optional.of(new Best(round, f1, shared, bestOwn));
            }
            if (in.available() > 0) {
                throw new LocalStateException("it has trailing bytes");
            }
            return new Decoded(own, adam, ofShared, history, best);
        } catch (ModuleFormatException e) {
            throw new LocalStateException("its best " + e.getMessage());
        } catch (IOException e) {
            throw new LocalStateException(e.getMessage() == null ? "it is cut short" : e.getMessage());
        }
    }

    private static void writeFloats(float[] values, DataOutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * values.length);
        buffer.asFloatBuffer().put(values);
        out.writeInt(values.length);
        out.write(buffer.array());
    }

    private static float[] floats(int size, DataInputStream in) throws IOException {
        float[] values = new float[size];
        readFloats(values, in);
        return values;
    }

    private static void readFloats(float[] values, DataInputStream in) throws IOException {
        if (in.readInt() != values.length) {
            throw new IOException("it belongs to a network of another size");
        }
        byte[] bytes = new byte[Float.BYTES * values.length];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
