package org.fedner.model.corpus;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The lines of a UTF-8 file, plain or gzip, with their numbers; faults become {@link CorpusFormatException}s. */
final class TextLines implements AutoCloseable {
    private final Path file;
    private final BufferedReader reader;
    private long number;

    private TextLines(Path file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
    }

    static TextLines open(Path file) throws CorpusFormatException {
        if (Files.isDirectory(file)) {
            throw new CorpusFormatException(file, 0, "this is a folder", "name a file in it");
        }
        try {
            InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            try {
                return new TextLines(file, new BufferedReader(decoder(decompressed(bytes)), 1 << 16));
            } catch (IOException e) {
                bytes.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new CorpusFormatException(file, 0, "there is no such file", "check the path");
        } catch (IOException e) {
            throw unreadable(file, 0);
        }
    }

    private static InputStream decompressed(InputStream bytes) throws IOException {
        bytes.mark(2);
        boolean isGzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return isGzip ? new Unhurried(new GZIPInputStream(bytes, 1 << 16)) : bytes;
    }

    /**
     * Says that nothing more is there, so that readers take what they have before they ask again: a fault is then met where it
     * is, and not before all that was read ahead.
     */
    private static final class Unhurried extends FilterInputStream {
        Unhurried(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 0;
        }
    }

    private static InputStreamReader decoder(InputStream bytes) {
        return new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** Moves to the next line; false at the end of the file. A line ends with \n or \r\n. */
    boolean next(StringBuilder line) throws CorpusFormatException {
        line.setLength(0);
        number++;
        try {
            String text = reader.readLine();
            if (text == null) {
                return false;
            }
            if (number == 1 && text.startsWith("\uFEFF")) {
                throw fault("the file starts with a byte-order mark", "save it as UTF-8 without one");
            }
            line.append(text);
            return true;
        } catch (CharacterCodingException e) {
            // The decoder reads ahead, so the line is the first it can be, not always the very one.
            throw fault("the text from here on is not valid UTF-8", "convert the file to UTF-8");
        } catch (EOFException e) {
            throw fault("the compressed file ends here, before its end", "copy it again, it is cut short");
        } catch (ZipException e) {
            throw fault("the compressed file is damaged", "copy it again");
        } catch (IOException e) {
            throw unreadable(file, number);
        }
    }

    long number() {
        return number;
    }

    CorpusFormatException fault(String problem, String remedy) {
        return new CorpusFormatException(file, number, problem, remedy);
    }

    private static CorpusFormatException unreadable(Path file, long line) {
        return new CorpusFormatException(
                file, line, "the file cannot be read", "check its permissions and that it is whole");
    }

    @Override
    public void close() throws CorpusFormatException {
        try {
            reader.close();
        } catch (IOException e) {
            throw unreadable(file, number);
        }
    }
}
