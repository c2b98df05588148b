package org.fedner.model.parameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Canonical bytes of a {@link NetworkSpec}, big-endian, in one of two forms; docs/model.md has both.
 *
 * <p>The short form, for one character CNN, one word CNN of one width, one Bi-LSTM and the cut at the word CNN: words; u32
 * capitalisation dimension; u32 character table, dimension, word limit, filters, width; u32 word CNN filters, width; u32
 * LSTM units; f64 dropout; u8 cut (0).
 *
 * <p>The long form, for all others: u8 3; words; u32 capitalisation dimension; u8 character layer (0 none; 1 CNN: u32 table,
 * dimension, word limit, filters, width; 2 Bi-LSTM: u32 table, dimension, word limit, units); u8 contextual vectors (0 none; 1: u32 layers,
 * u32 dimension, 32 bytes digest);
 * u8 word CNN's widths, if any u32 filters and each width as u32; u8 Bi-LSTMs, each u32 units; f64 dropout; u8 cut; u16
 * tags, each u16 length and UTF-8.
 */
final class SpecCodec {
    private static final int LONG_FORM = 3;
    private static final int NO_CHARACTERS = 0;
    private static final int CHARACTER_CNN = 1;
    private static final int CHARACTER_LSTM = 2;
    private static final int NO_CONTEXTUAL_VECTORS = 0;
    private static final int CONTEXTUAL_VECTORS = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int FEWEST_TAGS = 2;

    private SpecCodec() {}

    static byte[] encode(NetworkSpec spec) {
        ByteWriter out = new ByteWriter(128);
        if (isShort(spec)) {
            CharacterLayer.Cnn characters =
                    (CharacterLayer.Cnn) spec.characters().orElseThrow();
            WordCnn cnn = spec.wordCnn().orElseThrow();
            WordInputCodec.write(spec.words(), out);
            write(characters, out.u32(spec.capitalisationDimension()));
            out.u32(cnn.filters()).u32(cnn.widths().get(0)).u32(spec.lstmUnits().get(0));
        } else {
            WordInputCodec.write(spec.words(), out.u8(LONG_FORM));
            writeCharacters(spec.characters(), out.u32(spec.capitalisationDimension()));
            writeContextual(spec.contextual(), out);
            out.u8(spec.wordCnn().map(cnn -> cnn.widths().size()).orElse(0));
            spec.wordCnn().ifPresent(cnn -> {
                out.u32(cnn.filters());
                cnn.widths().forEach(out::u32);
            });
            out.u8(spec.lstmUnits().size());
            spec.lstmUnits().forEach(out::u32);
        }
        out.f64(spec.dropout()).u8(spec.cut().ordinal());
        if (!isShort(spec)) {
            out.u16(spec.tags().size());
            spec.tags().forEach(out::text);
        }
        return out.toByteArray();
    }

    private static boolean isShort(NetworkSpec spec) {
        return spec.characters().filter(CharacterLayer.Cnn.class::isInstance).isPresent()
                && spec.wordCnn().filter(cnn -> cnn.widths().size() == 1).isPresent()
                && spec.contextual().isEmpty()
                && spec.lstmUnits().size() == 1
                && spec.cut() == Cut.WORD_CNN;
    }

    private static void writeContextual(Optional<ContextualInput> contextual, ByteWriter out) {
        if (contextual.isEmpty()) {
            out.u8(NO_CONTEXTUAL_VECTORS);
        } else {
            out.u8(CONTEXTUAL_VECTORS)
                    .u32(contextual.get().layers())
                    .u32(contextual.get().dimension())
                    .bytes(HexFormat.of().parseHex(contextual.get().sha256()));
        }
    }

    private static Optional<ContextualInput> readContextual(ByteReader in) throws ModuleFormatException {
        return switch (in.u8()) {
            case NO_CONTEXTUAL_VECTORS -> Optional.empty();
            case CONTEXTUAL_VECTORS ->
                Optional.of(
                        new ContextualInput(in.u31(), in.u31(), HexFormat.of().formatHex(in.bytes(DIGEST_BYTES))));
            default -> throw in.malformed("names contextual vectors of a later version");
        };
    }

    private static void writeCharacters(Optional<CharacterLayer> characters, ByteWriter out) {
        if (characters.isEmpty()) {
            out.u8(NO_CHARACTERS);
        } else if (characters.get() instanceof CharacterLayer.Cnn cnn) {
            write(cnn, out.u8(CHARACTER_CNN));
        } else if (characters.get() instanceof CharacterLayer.BiLstm lstm) {
            out.u8(CHARACTER_LSTM)
                    .u32(lstm.tableSize())
                    .u32(lstm.dimension())
                    .u32(lstm.wordLimit())
                    .u32(lstm.units());
        }
    }

    private static void write(CharacterLayer.Cnn cnn, ByteWriter out) {
        out.u32(cnn.tableSize())
                .u32(cnn.dimension())
                .u32(cnn.wordLimit())
                .u32(cnn.filters())
                .u32(cnn.width());
    }

    static NetworkSpec decode(byte[] bytes) throws ModuleFormatException {
        ByteReader in = new ByteReader(bytes, "the description of the network");
        try {
            boolean isLong = bytes.length > 0 && bytes[0] == LONG_FORM;
            if (isLong) {
                in.u8();
            }
            NetworkSpec spec = isLong ? decodeLong(in) : decodeShort(in);
            in.expectEnd();
            if (!Arrays.equals(encode(spec), bytes)) {
                throw in.malformed("is not in canonical form");
            }
            spec.sharedLayout(); // throws if the sizes of the tensors are beyond what an array can hold
            spec.privateLayout(spec.tags().isEmpty() ? FEWEST_TAGS : spec.tags().size());
            return spec;
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw in.malformed("holds a value that no network has");
        }
    }

    private static NetworkSpec decodeShort(ByteReader in) throws ModuleFormatException {
        WordInput words = WordInputCodec.read(in);
        int capitalisation = in.u31();
        CharacterLayer characters = readCnn(in);
        WordCnn cnn = new WordCnn(in.u31(), List.of(in.u31()));
        List<Integer> lstmUnits = List.of(in.u31());
        return new NetworkSpec(
                words,
                capitalisation,
                Optional.of(characters),
                Optional.empty(),
                Optional.of(cnn),
                lstmUnits,
                in.f64(),
                Cut.values()[in.u8()],
                List.of());
    }

    private static NetworkSpec decodeLong(ByteReader in) throws ModuleFormatException {
        WordInput words = WordInputCodec.read(in);
        int capitalisation = in.u31();
        Optional<CharacterLayer> characters = readCharacters(in);
        Optional<ContextualInput> contextual = readContextual(in);
        int widthCount = in.u8();
        Optional<WordCnn> cnn = Optional.empty();
        if (widthCount > 0) {
            int filters = in.u31();
            cnn = Optional.of(new WordCnn(filters, numbers(widthCount, in)));
        }
        List<Integer> lstmUnits = numbers(in.u8(), in);
        double dropout = in.f64();
        Cut cut = Cut.values()[in.u8()];
        List<String> tags = new ArrayList<>();
        for (int left = in.u16(); left > 0; left--) {
            tags.add(in.text());
        }
        return new NetworkSpec(words, capitalisation, characters, contextual, cnn, lstmUnits, dropout, cut, tags);
    }

    private static Optional<CharacterLayer> readCharacters(ByteReader in) throws ModuleFormatException {
        return switch (in.u8()) {
            case NO_CHARACTERS -> Optional.empty();
            case CHARACTER_CNN -> Optional.of(readCnn(in));
            case CHARACTER_LSTM -> Optional.of(new CharacterLayer.BiLstm(in.u31(), in.u31(), in.u31(), in.u31()));
            default -> throw in.malformed("names a character layer of a later version");
        };
    }

    private static CharacterLayer.Cnn readCnn(ByteReader in) throws ModuleFormatException {
        return new CharacterLayer.Cnn(in.u31(), in.u31(), in.u31(), in.u31(), in.u31());
    }

    private static List<Integer> numbers(int count, ByteReader in) throws ModuleFormatException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(in.u31());
        }
        return numbers;
    }
}
