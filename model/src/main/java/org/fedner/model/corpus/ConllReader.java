package org.fedner.model.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code token<TAB>tag} lines, an empty line between sentences, UTF-8, plain or gzip.
 *
 * <p>{@link #read} is strict, for training data: every tag belongs to the declared scheme and every sequence is legal in
 * it. {@link #readPredictions} takes what a tagger wrote: further columns may stand between (the last one counts) and
 * sequences may be illegal; scoring reads them the conlleval way. Neither ever drops or repairs anything in silence.
 */
public final class ConllReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final TagScheme scheme;
    private final boolean strict;

    private ConllReader(TagScheme scheme, boolean strict) {
        this.scheme = scheme;
        this.strict = strict;
    }

    /** The sentences of a file whose tags follow {@code scheme} to the letter. */
    public static List<Sentence> read(Path file, TagScheme scheme) throws CorpusFormatException {
        return new ConllReader(scheme, true).sentences(file);
    }

    /** The sentences of a tagger's output: the token is the first column, its predicted tag the last. */
    public static List<Sentence> readPredictions(Path file) throws CorpusFormatException {
        return new ConllReader(TagScheme.BIOES, false).sentences(file);
    }

    private List<Sentence> sentences(Path file) throws CorpusFormatException {
        List<Sentence> sentences = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        try (TextLines lines = TextLines.open(file)) {
            StringBuilder line = new StringBuilder();
            while (lines.next(line)) {
                if (line.isEmpty()) {
                    endSentence(tokens, tags, sentences, lines);
                } else {
                    addToken(line, tokens, tags, lines);
                }
            }
            endSentence(tokens, tags, sentences, lines);
            if (sentences.isEmpty()) {
                throw new CorpusFormatException(file, 0, "the file holds no sentence", "export it again");
            }
        }
        return List.copyOf(sentences);
    }

    private void addToken(StringBuilder line, List<String> tokens, List<String> tags, TextLines lines)
            throws CorpusFormatException {
        int firstTab = line.indexOf("\t");
        int lastTab = line.lastIndexOf("\t");
        if (firstTab < 0) {
            throw lines.fault("no tab separates token and tag", "write token, one tab, tag on each line");
        }
        if (strict && firstTab != lastTab) {
            throw lines.fault("there are more than two columns", "write token, one tab, tag on each line");
        }
        if (line.charAt(0) == BYTE_ORDER_MARK) {
            throw lines.fault(
                    "the line starts with a byte-order mark", "save files as UTF-8 without one before joining them");
        }
        String token = line.substring(0, firstTab);
        String tag = line.substring(lastTab + 1);
        if (token.isBlank()) {
            throw lines.fault("the token is blank", "remove the line or give its token");
        }
        if (!Tag.isWellFormed(tag) || scheme.prefixes().indexOf(tag.charAt(0)) < 0 && !tag.equals(Tag.OUTSIDE)) {
            throw lines.fault("the tag is outside the scheme " + scheme, "use " + allowedTags());
        }
        if (strict) {
            checkOrder(tag, tags, lines);
        }
        tokens.add(token);
        tags.add(tag);
    }

    private void checkOrder(String tag, List<String> before, TextLines lines) throws CorpusFormatException {
        boolean isLegal =
                before.isEmpty() ? scheme.allowsAtStart(tag) : scheme.allows(before.get(before.size() - 1), tag);
        if (!isLegal) {
            throw lines.fault(
                    tag.charAt(0) == 'I' || tag.charAt(0) == 'E'
                            ? tag.charAt(0) + "- continues no entity of its type"
                            : "the entity before was not ended",
                    scheme == TagScheme.BIO
                            ? "begin every entity with B- (IOB2)"
                            : "write B- I- E- for longer entities and S- for single tokens");
        }
    }

    private void endSentence(List<String> tokens, List<String> tags, List<Sentence> sentences, TextLines lines)
            throws CorpusFormatException {
        if (tokens.isEmpty()) {
            return; // several empty lines in a row, or one at the end
        }
        if (strict && !scheme.allowsAtEnd(tags.get(tags.size() - 1))) {
            throw lines.fault("the sentence before ends inside an entity", "end it with E- or S-");
        }
        sentences.add(new Sentence(tokens, tags));
        tokens.clear();
        tags.clear();
    }

    private String allowedTags() {
        StringBuilder allowed = new StringBuilder("O");
        for (char prefix : scheme.prefixes().toCharArray()) {
            allowed.append(", ").append(prefix).append("-TYPE");
        }
        return allowed.toString();
    }
}
