package org.fedner.model.encoder;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The arrays of {@code lm_weights.hdf5}: each of the shape that the options ask for, every number finite. */
final class BiLmWeights implements AutoCloseable {
    private static final int HEADER_BYTES = 48;
    private static final long SIGNATURE = 0x0A1A0A0D46444889L; // \211 H D F \r \n \032 \n
    private static final int VERSION_AT = 8;
    private static final int END_AT_OF_OLD = 40; // versions 0 and 1, with addresses of 8 bytes
    private static final int END_AT = 28; // versions 2 and 3

    private final Path file;
    private final HdfFile hdf;

    private BiLmWeights(Path file, HdfFile hdf) {
        this.file = file;
        this.hdf = hdf;
    }

    static BiLmWeights open(Path file) throws BiLmFormatException {
        if (!Files.isRegularFile(file)) {
            throw new BiLmFormatException(file, "there is no such file");
        }
        requireWhole(file);
        try {
            return new BiLmWeights(file, new HdfFile(file));
        } catch (RuntimeException e) { // the reader's own, and those of buffers that end too early
            throw new BiLmFormatException(file, "is not an HDF5 file, or is cut short", e);
        }
    }

    /** The reader maps the file and trusts its header, so that is compared with what is there. */
    private static void requireWhole(Path file) throws BiLmFormatException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long size;
        try (FileChannel channel = FileChannel.open(file)) {
            size = channel.size();
            channel.read(header);
        } catch (IOException e) {
            throw new BiLmFormatException(file, "cannot be read", e);
        }
        if (header.getLong(0) != SIGNATURE) {
            throw new BiLmFormatException(file, "is not an HDF5 file");
        }
        long end = header.getLong(header.get(VERSION_AT) < 2 ? END_AT_OF_OLD : END_AT);
        if (size < HEADER_BYTES || size < end) {
            throw new BiLmFormatException(
                    file, "is cut short: it has %d bytes and its header promises %d".formatted(size, end));
        }
    }

    /** Row-major. */
    float[] array(String path, int... shape) throws BiLmFormatException {
        Object values;
        try {
            Dataset dataset = hdf.getDatasetByPath(path);
            if (!Arrays.equals(dataset.getDimensions(), shape)) {
                throw new BiLmFormatException(
                        file,
                        "%s has shape %s where options.json asks for %s"
                                .formatted(path, Arrays.toString(dataset.getDimensions()), Arrays.toString(shape)));
            }
            values = dataset.getDataFlat();
        } catch (HdfException | BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new BiLmFormatException(file, path + " is missing, damaged or cut short", e);
        }
        if (!(values instanceof float[] floats)) {
            throw new BiLmFormatException(file, path + " does not hold 32-bit floats");
        }
        for (float value : floats) {
            if (!Float.isFinite(value)) {
                throw new BiLmFormatException(file, path + " holds a number that is not finite");
            }
        }
        return floats;
    }

    @Override
    public void close() {
        hdf.close();
    }
}
