package org.fedner.model.parameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Canonical bytes of a {@link NetworkSpec}, big-endian: u8 word input (0 frozen: u32 dimension, u32 projection, 32 bytes
 * digest; 1 hashed: u8 tables, each u8 feature, u32 rows, u32 dimension, then u8 hashes, f64 form dropout; 2 tuned: u32
 * words, u32 dimension, 32 bytes digest); u32
 * capitalisation dimension; u32 character table, dimension, word limit, filters, width; u32 word CNN filters, width; u32
 * LSTM units; f64 dropout; u8 cut.
 */
final class SpecCodec {
    private static final int FROZEN = 0;
    private static final int HASHED = 1;
    private static final int TUNED = 2;
    private static final int FEWEST_TAGS = 2;

    private SpecCodec() {}

    static byte[] encode(NetworkSpec spec) {
        ByteWriter out = new ByteWriter(128);
        if (spec.words() instanceof WordInput.FrozenVectors frozen) {
            out.u8(FROZEN).u32(frozen.dimension()).u32(frozen.projection());
            out.bytes(HexFormat.of().parseHex(frozen.vectorsSha256()));
        } else if (spec.words() instanceof WordInput.Hashed hashed) {
            out.u8(HASHED).u8(hashed.tables().size());
            hashed.tables()
                    .forEach(table ->
                            out.u8(table.feature().ordinal()).u32(table.rows()).u32(table.dimension()));
            out.u8(hashed.hashes()).f64(hashed.formDropout());
        } else if (spec.words() instanceof WordInput.TunedVectors tuned) {
            out.u8(TUNED).u32(tuned.words()).u32(tuned.dimension());
            out.bytes(HexFormat.of().parseHex(tuned.vectorsSha256()));
        }
        NetworkSpec.CharacterCnn characters = spec.characters();
        return out.u32(spec.capitalisationDimension())
                .u32(characters.tableSize())
                .u32(characters.dimension())
                .u32(characters.wordLimit())
                .u32(characters.filters())
                .u32(characters.width())
                .u32(spec.wordCnnFilters())
                .u32(spec.wordCnnWidth())
                .u32(spec.lstmUnits())
                .f64(spec.dropout())
                .u8(spec.cut().ordinal())
                .toByteArray();
    }

    static NetworkSpec decode(byte[] bytes) throws ModuleFormatException {
        ByteReader in = new ByteReader(bytes, "the description of the network");
        try {
            WordInput words = decodeWords(in);
            int capitalisation = in.u31();
            NetworkSpec.CharacterCnn characters =
                    new NetworkSpec.CharacterCnn(in.u31(), in.u31(), in.u31(), in.u31(), in.u31());
            NetworkSpec spec = new NetworkSpec(
                    words, capitalisation, characters, in.u31(), in.u31(), in.u31(), in.f64(), Cut.values()[in.u8()]);
            in.expectEnd();
            if (!Arrays.equals(encode(spec), bytes)) {
                throw in.malformed("is not in canonical form");
            }
            spec.sharedLayout(); // throws if the sizes of the tensors are beyond what an array can hold
            spec.privateLayout(FEWEST_TAGS);
            return spec;
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw in.malformed("holds a value that no network has");
        }
    }

    private static WordInput decodeWords(ByteReader in) throws ModuleFormatException {
        int kind = in.u8();
        if (kind == FROZEN) {
            return new WordInput.FrozenVectors(
                    in.u31(), in.u31(), HexFormat.of().formatHex(in.bytes(32)));
        }
        if (kind == TUNED) {
            return new WordInput.TunedVectors(in.u31(), in.u31(), HexFormat.of().formatHex(in.bytes(32)));
        }
        if (kind != HASHED) {
            throw in.malformed("names a word input of a later version");
        }
        int count = in.u8();
        List<WordInput.Table> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(new WordInput.Table(WordFeature.values()[in.u8()], in.u31(), in.u31()));
        }
        return new WordInput.Hashed(tables, in.u8(), in.f64());
    }
}
