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

    /** Writes the file atomically: u32 length and the network, u64 round, and {@link SharedParameters#encode}. */
    public void write(Path file) throws IOException {
        byte[] network = spec.encode();
        ByteWriter body = new ByteWriter(network.length + 16 + 4 * parameters.size())
                .u32(network.length)
                .bytes(network)
                .u64(round);
        parameters.write(body);
        ModuleFile.write(file, MAGIC, body.toByteArray());
    }

    public static SharedModule read(Path file) throws IOException, ModuleFormatException {
        ByteReader in = ModuleFile.read(file, MAGIC, "a shared module");
        NetworkSpec spec = NetworkSpec.decode(in.bytes(in.u31()));
        long round = in.u63();
        SharedParameters parameters = SharedParameters.read(in, spec);
        in.expectEnd();
        return new SharedModule(spec, round, parameters);
    }
}
