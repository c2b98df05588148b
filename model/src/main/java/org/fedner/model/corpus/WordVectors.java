package org.fedner.model.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.fedner.model.parameters.WordInput;

/**
 * Pre-trained word vectors: one or several files in the text format of GloVe or word2vec, each scaled to a root mean square of 0.5 over all its numbers,
 * concatenated. A word that a file does not have gets zeros in that file's part.
 *
 * <p>Look-up is by the lower-cased word. Digits stay as they are. Entries of a file that are not lower-case can never be looked up and are left
 * out; {@link #leftOut()} counts them.
 */
public final class WordVectors {
    /** The id of every word without a vector; its row is all zeros. */
    public static final int UNKNOWN = 0;

    private static final double RMS = 0.5;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<float[]> rows = new ArrayList<>();
    private final int dimension;
    private final int leftOut;
    private final String sha256;

    private WordVectors(List<VectorFile> files) {
        dimension = files.stream().mapToInt(VectorFile::dimension).sum();
        leftOut = files.stream().mapToInt(VectorFile::leftOut).sum();
        rows.add(new float[dimension]);
        List<String> words = new ArrayList<>();
        int offset = 0;
        for (VectorFile file : files) {
            double scale = RMS / file.rms();
            for (int i = 0; i < file.words().size(); i++) {
                String word = file.words().get(i);
                int id = ids.computeIfAbsent(word, w -> {
                    words.add(w);
                    rows.add(new float[dimension]);
                    return rows.size() - 1;
                });
                float[] from = file.vectors().get(i);
                float[] to = rows.get(id);
                for (int j = 0; j < from.length; j++) {
                    to[offset + j] = (float) (from[j] * scale);
                }
            }
            offset += file.dimension();
        }
        sha256 = digest(words);
    }

    /** Reads and concatenates the files in this order, which all platforms must keep. */
    public static WordVectors read(List<Path> files) throws CorpusFormatException {
        return read(files, Optional.empty());
    }

    /**
     * Reads and concatenates the files, and keeps only the words that are in a public list of one word a line. The digest is
     * that of what is kept, so all platforms must use the same list.
     */
    public static WordVectors read(List<Path> files, Optional<Path> vocabulary) throws CorpusFormatException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no vector file was named");
        }
        Predicate<String> isKept = word -> true;
        if (vocabulary.isPresent()) {
            isKept = VocabularyFile.read(vocabulary.get())::contains;
        }
        List<VectorFile> read = new ArrayList<>();
        for (Path file : files) {
            read.add(VectorFile.read(file, isKept));
        }
        return new WordVectors(read);
    }

    /** Width of a vector, all files together. */
    public int dimension() {
        return dimension;
    }

    /** Number of words with a vector; their ids are 1 to this number. */
    public int size() {
        return rows.size() - 1;
    }

    /** Entries left out because they are not lower-case or not in the vocabulary. */
    public int leftOut() {
        return leftOut;
    }

    /** The id of a token, {@link #UNKNOWN} if it has no vector. */
    public int id(String token) {
        return ids.getOrDefault(token.toLowerCase(Locale.ROOT), UNKNOWN);
    }

    /** Copies the vector of {@code id} to {@code target[offset ..]}. */
    public void copyRow(int id, float[] target, int offset) {
        System.arraycopy(rows.get(id), 0, target, offset, dimension);
    }

    /**
     * SHA-256 in lower-case hex over the vectors as they are used: u32 dimension, u32 words, and per word, in order of
     * first occurrence, u16 length and UTF-8 of the word and its f32 numbers, big-endian. Gzip or not makes no difference.
     */
    public String sha256() {
        return sha256;
    }

    /** The network's input made of these vectors, projected to 100. */
    public WordInput.FrozenVectors asInput() {
        return new WordInput.FrozenVectors(dimension, 100, sha256);
    }

    /** The network's input made of these vectors, trained on. */
    public WordInput.TunedVectors asTunedInput() {
        return new WordInput.TunedVectors(size(), dimension, sha256);
    }

    private String digest(List<String> words) {
        MessageDigest sha = sha256Of();
        sha.update(ByteBuffer.allocate(8).putInt(dimension).putInt(words.size()).array());
        ByteBuffer numbers = ByteBuffer.allocate(4 * dimension);
        for (int i = 0; i < words.size(); i++) {
            byte[] word = words.get(i).getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(2).putShort((short) word.length).array());
            sha.update(word);
            numbers.clear().asFloatBuffer().put(rows.get(i + 1));
            sha.update(numbers.array());
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256Of() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "WordVectors[" + size() + " words, " + dimension + " dimensions]";
    }
}
