package org.fedner.audit.note;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The size and root of a log, as signed (C2SP tlog-checkpoint, without extension lines).
 *
 * @param origin name of the log
 * @param size   number of leaves
 * @param root   32 bytes
 */
public record Checkpoint(String origin, long size, byte[] root) {

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    public Checkpoint {
        if (origin.isEmpty() || origin.contains("\n") || size < 0 || root.length != 32) {
            throw new IllegalArgumentException("size %d, root of %d bytes".formatted(size, root.length));
        }
        root = root.clone();
    }

    /** Three lines: origin, size, root in Base64. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64Text.encode(root) + "\n";
    }

    /** Reads exactly what {@link #text} writes. */
    public static Checkpoint parse(String text) throws MalformedNoteException {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || lines[0].isEmpty()) {
            throw new MalformedNoteException("a checkpoint has three lines: origin, size, root");
        }
        if (!SIZE.matcher(lines[1]).matches()) {
            throw new MalformedNoteException("a checkpoint's second line is its size in decimal");
        }
        byte[] root = Base64Text.decode(lines[2]);
        if (root.length != 32) {
            throw new MalformedNoteException("a root has 32 bytes, not " + root.length);
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), root);
    }

    @Override
    public byte[] root() {
        return root.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint that
                && origin.equals(that.origin)
                && size == that.size
                && Arrays.equals(root, that.root);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) ^ Arrays.hashCode(root);
    }
}
