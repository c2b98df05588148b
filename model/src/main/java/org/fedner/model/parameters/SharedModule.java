package org.fedner.model.parameters;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The shared module as it is kept on disk: the network, the round it was taken at, and its values.
 *
 * @param round rounds it was trained for
 */
public record SharedModule(NetworkSpec spec, long round, SharedParameters parameters) {
    private static final String MAGIC = "FEDNERSM";

    public SharedModule {
        if (!parameters.layout().equals(spec.sharedLayout()) || round < 0) {
            throw new IllegalArgumentException("the parameters are not of this network, or round %d".formatted(round));
        }
    }

    /** Writes the file atomically: u32 length and the network, u64 round, u32 coordinates, f32 values. */
    public void write(Path file) throws IOException {
        byte[] network = spec.encode();
        byte[] body = new ByteWriter(network.length + 16 + 4 * parameters.size())
                .u32(network.length)
                .bytes(network)
                .u64(round)
                .u32(parameters.size())
                .floats(parameters.values())
                .toByteArray();
        ModuleFile.write(file, MAGIC, body);
    }

    public static SharedModule read(Path file) throws IOException, ModuleFormatException {
        ByteReader in = ModuleFile.read(file, MAGIC, "a shared module");
        NetworkSpec spec = NetworkSpec.decode(in.bytes(in.u31()));
        long round = in.u63();
        int size = in.u31();
        ParameterLayout layout = spec.sharedLayout();
        if (size != layout.size()) {
            throw in.malformed("holds %d numbers where its network has %d".formatted(size, layout.size()));
        }
        SharedParameters parameters = new SharedParameters(layout, in.floats(size));
        in.expectEnd();
        return new SharedModule(spec, round, parameters);
    }
}
