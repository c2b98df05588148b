package org.fedner.node.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.report.PlatformReport.CurvePoint;

/**
 * All that a platform must find again after a restart. It never leaves the site and prints its sizes only.
 *
 * @param job digest of the job it belongs to
 * @param trainingSeed of this platform's batches and dropout
 * @param federation the state all parties share
 * @param local the private module, its optimiser, the place in the data, the best snapshot
 * @param residual what rounding left over, per coordinate
 * @param members of the epoch in which {@code federation} was verified here; empty for the initial or an adopted state
 * @param roundsTakenPart verified rounds with this platform's gradient
 * @param roundsSinceScored rounds since the dev split was scored
 */
record PlatformState(
        Digest job,
        long trainingSeed,
        byte[] federation,
        byte[] local,
        float[] residual,
        List<PlatformId> members,
        int roundsTakenPart,
        int roundsSinceScored,
        List<CurvePoint> devCurve) {

    private static final byte[] MAGIC = {'F', 'E', 'D', 'N', 'E', 'R', 'P', '1'};
    private static final int DIGEST_BYTES = 32;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(federation.length + local.length + 4 * residual.length);
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.write(MAGIC);
            out.write(job.bytes());
            out.writeLong(trainingSeed);
            out.writeInt(federation.length);
            out.write(federation);
            out.writeInt(local.length);
            out.write(local);
            ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * residual.length);
            floats.asFloatBuffer().put(residual);
            out.writeInt(residual.length);
            out.write(floats.array());
            out.writeInt(members.size());
            for (PlatformId member : members) {
                out.write(member.bytes());
            }
            out.writeInt(roundsTakenPart);
            out.writeInt(roundsSinceScored);
            out.writeInt(devCurve.size());
            for (CurvePoint point : devCurve) {
                out.writeInt(point.round());
                out.writeDouble(point.strictF1());
            }
            out.write(Sha256.of(bytes.toByteArray()));
        } catch (IOException e) {
            throw new AssertionError("an array in memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    static PlatformState decode(byte[] bytes) throws ModuleFormatException {
        int body = bytes.length - DIGEST_BYTES;
        if (body < MAGIC.length
                || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)
                || !Arrays.equals(
                        Sha256.of(Arrays.copyOf(bytes, body)), Arrays.copyOfRange(bytes, body, bytes.length))) {
            throw new ModuleFormatException("the checkpoint is truncated or damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, MAGIC.length, body - MAGIC.length));
        try {
            Digest job = new Digest(in.readNBytes(DIGEST_BYTES));
            long seed = in.readLong();
            byte[] federation = in.readNBytes(in.readInt());
            byte[] local = in.readNBytes(in.readInt());
            float[] residual = new float[in.readInt()];
            ByteBuffer.wrap(in.readNBytes(Float.BYTES * residual.length))
                    .asFloatBuffer()
                    .get(residual);
            List<PlatformId> members = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                members.add(PlatformId.ofBytes(in.readNBytes(PlatformId.BYTES)));
            }
            int takenPart = in.readInt();
            int sinceScored = in.readInt();
            List<CurvePoint> curve = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                curve.add(new CurvePoint(in.readInt(), in.readDouble()));
            }
            return new PlatformState(
                    job, seed, federation, local, residual, members, takenPart, sinceScored, List.copyOf(curve));
        } catch (IOException e) {
            throw new ModuleFormatException("the checkpoint is truncated or damaged");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlatformState that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(federation);
    }

    @Override
    public String toString() {
        return "PlatformState[" + federation.length + " shared bytes, " + local.length + " private bytes]";
    }
}
