package org.fedner.node.platform;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
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
 * @param rows the same of a table by rows
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
        byte[] rows,
        List<PlatformId> members,
        int roundsTakenPart,
        int roundsSinceScored,
        List<CurvePoint> devCurve) {

    private static final byte[] MAGIC = {'F', 'E', 'D', 'N', 'E', 'R', 'P', '3'};
    private static final int DIGEST_BYTES = 32;
    private static final int POINT_BYTES = Integer.BYTES + 3 * Double.BYTES;

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
            out.writeInt(rows.length);
            out.write(rows);
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
                out.writeDouble(point.trainLoss() == null ? Double.NaN : point.trainLoss());
                out.writeDouble(point.devLoss() == null ? Double.NaN : point.devLoss());
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
            throw damaged();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, body - MAGIC.length);
        try {
            PlatformState state = new PlatformState(
                    new Digest(bytes(in, DIGEST_BYTES)),
                    in.getLong(),
                    bytes(in, in.getInt()),
                    bytes(in, in.getInt()),
                    floats(in),
                    bytes(in, in.getInt()),
                    members(in),
                    in.getInt(),
                    in.getInt(),
                    curve(in));
            if (!Arrays.equals(state.encode(), bytes)) { // bytes after the end, or a second way to say no number
                throw damaged();
            }
            return state;
        } catch (BufferUnderflowException e) {
            throw damaged();
        }
    }

    private static byte[] bytes(ByteBuffer in, long count) {
        if (count < 0 || count > in.remaining()) { // before anything of that size is allocated
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) count];
        in.get(bytes);
        return bytes;
    }

    private static float[] floats(ByteBuffer in) {
        byte[] bytes = bytes(in, (long) Float.BYTES * in.getInt());
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(floats);
        return floats;
    }

    private static List<PlatformId> members(ByteBuffer in) {
        ByteBuffer ids = ByteBuffer.wrap(bytes(in, (long) PlatformId.BYTES * in.getInt()));
        List<PlatformId> members = new ArrayList<>();
        while (ids.hasRemaining()) {
            members.add(new PlatformId(ids.getLong(), ids.getLong()));
        }
        return List.copyOf(members);
    }

    private static List<CurvePoint> curve(ByteBuffer in) {
        ByteBuffer points = ByteBuffer.wrap(bytes(in, (long) POINT_BYTES * in.getInt()));
        List<CurvePoint> curve = new ArrayList<>();
        while (points.hasRemaining()) {
            curve.add(new CurvePoint(points.getInt(), points.getDouble(), points.getDouble(), points.getDouble()));
        }
        return List.copyOf(curve);
    }

    private static ModuleFormatException damaged() {
        return new ModuleFormatException("the checkpoint is truncated or damaged");
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
