package org.fedner.model.parameters;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Bytes of a {@link WordInput}: u8 kind (0 frozen: u32 dimension, u32 projection, 32 bytes digest; 1 hashed: u8 tables, each
 * u8 feature, u32 rows, u32 dimension, then u8 hashes, f64 form dropout; 2 tuned: u32 words, u32 dimension, 32 bytes digest; 4 combined: a frozen and
 * a hashed one, without their kinds). Kind 3 begins the long form of a network, see {@link SpecCodec}.
 */
final class WordInputCodec {
    private static final int FROZEN = 0;
    private static final int HASHED = 1;
    private static final int TUNED = 2;
    private static final int COMBINED = 4;
    private static final int DIGEST_BYTES = 32;

    private WordInputCodec() {}

    static void write(WordInput words, ByteWriter out) {
        if (words instanceof WordInput.FrozenVectors frozen) {
            write(frozen, out.u8(FROZEN));
        } else if (words instanceof WordInput.Hashed hashed) {
            write(hashed, out.u8(HASHED));
        } else if (words instanceof WordInput.Combined combined) {
            write(combined.frozen(), out.u8(COMBINED));
            write(combined.tables(), out);
        } else if (words instanceof WordInput.TunedVectors tuned) {
            out.u8(TUNED).u32(tuned.words()).u32(tuned.dimension());
            out.bytes(HexFormat.of().parseHex(tuned.vectorsSha256()));
        }
    }

    private static void write(WordInput.FrozenVectors frozen, ByteWriter out) {
        out.u32(frozen.dimension()).u32(frozen.projection());
        out.bytes(HexFormat.of().parseHex(frozen.vectorsSha256()));
    }

    private static void write(WordInput.Hashed hashed, ByteWriter out) {
        out.u8(hashed.tables().size());
        hashed.tables()
                .forEach(table ->
                        out.u8(table.feature().ordinal()).u32(table.rows()).u32(table.dimension()));
        out.u8(hashed.hashes()).f64(hashed.formDropout());
    }

    static WordInput read(ByteReader in) throws ModuleFormatException {
        int kind = in.u8();
        return switch (kind) {
            case FROZEN -> frozen(in);
            case HASHED -> hashed(in);
            case TUNED -> new WordInput.TunedVectors(in.u31(), in.u31(), digest(in));
            case COMBINED -> new WordInput.Combined(frozen(in), hashed(in));
            default -> throw in.malformed("names a word input of a later version");
        };
    }

    private static WordInput.FrozenVectors frozen(ByteReader in) throws ModuleFormatException {
        return new WordInput.FrozenVectors(in.u31(), in.u31(), digest(in));
    }

    private static WordInput.Hashed hashed(ByteReader in) throws ModuleFormatException {
        int count = in.u8();
        List<WordInput.Table> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(new WordInput.Table(WordFeature.values()[in.u8()], in.u31(), in.u31()));
        }
        return new WordInput.Hashed(tables, in.u8(), in.f64());
    }

    private static String digest(ByteReader in) throws ModuleFormatException {
        return HexFormat.of().formatHex(in.bytes(DIGEST_BYTES));
    }
}
