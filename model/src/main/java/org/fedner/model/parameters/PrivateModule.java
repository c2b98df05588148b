package org.fedner.model.parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A platform's private module as it is kept on its own disk, beside the shared module it was trained with. The file is
 * its owner's only and is never sent.
 *
 * @param tags the platform's tags in the order of their numbers
 * @param sharedSha256 {@link SharedParameters#digest()} of the shared module it belongs to, in lower-case hex
 */
public record PrivateModule(NetworkSpec spec, List<String> tags, String sharedSha256, PrivateParameters parameters) {
    private static final String MAGIC = "FEDNERPM";

    public PrivateModule {
        tags = List.copyOf(tags);
        if (!spec.tags().isEmpty() && !spec.tags().equals(tags)) {
            throw new IllegalArgumentException("a platform's tags are not those that all share");
        }
        if (!sharedSha256.matches("[0-9a-f]{64}") || !parameters.layout().equals(spec.privateLayout(tags.size()))) {
            throw new IllegalArgumentException(
                    "the parameters are not of this network with %d tags".formatted(tags.size()));
        }
    }

    /** Whether it was trained with exactly this shared module. */
    public boolean belongsTo(SharedModule shared) {
        return spec.equals(shared.spec())
                && Arrays.equals(
                        HexFormat.of().parseHex(sharedSha256),
                        shared.parameters().digest());
    }

    /**
     * Writes the file atomically: u32 length and the network, 32 bytes digest of the shared module, u16 tags, each u16
     * length and UTF-8, u32 coordinates, f32 values.
     */
    public void write(Path file) throws IOException {
        byte[] network = spec.encode();
        ByteWriter body = new ByteWriter(network.length + 1024 + 4 * parameters.size())
                .u32(network.length)
                .bytes(network)
                .bytes(HexFormat.of().parseHex(sharedSha256))
                .u16(tags.size());
        tags.forEach(body::text);
        body.u32(parameters.size()).floats(parameters.valuesForTraining());
        ModuleFile.write(file, MAGIC, body.toByteArray());
    }

    public static PrivateModule read(Path file) throws IOException, ModuleFormatException {
        ByteReader in = ModuleFile.read(file, MAGIC, "a private module");
        NetworkSpec spec = NetworkSpec.decode(in.bytes(in.u31()));
        String sharedSha256 = HexFormat.of().formatHex(in.bytes(32));
        int count = in.u16();
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tags.add(in.text());
        }
        if (count < 2) {
            throw in.malformed("names fewer than two tags");
        }
        if (!spec.tags().isEmpty() && !spec.tags().equals(tags)) {
            throw in.malformed("names other tags than its network");
        }
        int size = in.u31();
        ParameterLayout layout = layout(spec, count, in);
        if (size != layout.size()) {
            throw in.malformed("holds %d numbers where its network has %d".formatted(size, layout.size()));
        }
        PrivateParameters parameters = new PrivateParameters(layout, in.floats(size));
        in.expectEnd();
        return new PrivateModule(spec, tags, sharedSha256, parameters);
    }

    private static ParameterLayout layout(NetworkSpec spec, int tagCount, ByteReader in) throws ModuleFormatException {
        try {
            return spec.privateLayout(tagCount);
        } catch (IllegalArgumentException e) {
            throw in.malformed("is of a network too large for its tags");
        }
    }
}
