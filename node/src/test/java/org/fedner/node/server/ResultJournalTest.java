package org.fedner.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.node.server.ResultJournal.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJournalTest {
    private static final int FIRST_ENTRY_BYTES = 9 + 3 + 32;

    @TempDir
    private Path folder;

    private Path file;

    private final List<ResultJournal.Entry> read = new ArrayList<>();

    private ResultJournal open() throws IOException {
        read.clear();
        return ResultJournal.open(file, read::add);
    }

    @BeforeEach
    void twoEntries() throws IOException {
        file = folder.resolve("journal");
        try (ResultJournal journal = open()) {
            journal.append(Kind.EPOCH, new byte[] {1, 2, 3});
            journal.append(Kind.RESULT, new byte[100]);
        }
    }

    @Test
    void readsBackWhatWasAppended() throws IOException {
        open().close();
        assertThat(read).extracting(ResultJournal.Entry::kind).containsExactly(Kind.EPOCH, Kind.RESULT);
        assertThat(read.get(0).payload()).containsExactly(1, 2, 3);
    }

    @Test
    void cutsATornLastEntryWhereverItTore() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int firstEntry = FIRST_ENTRY_BYTES;
        for (int length = firstEntry; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            open().close();
            assertThat(read).hasSize(1);
            assertThat(Files.size(file)).isEqualTo(firstEntry);
        }
    }

    @Test
    void goesOnAfterATornEntry() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        try (ResultJournal journal = open()) {
            journal.append(Kind.VOID, new byte[] {9});
        }
        open().close();
        assertThat(read).extracting(ResultJournal.Entry::kind).containsExactly(Kind.EPOCH, Kind.VOID);
    }

    @Test
    void refusesADamagedEntryBeforeTheLast() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int position = 0; position < FIRST_ENTRY_BYTES; position++) {
            byte[] damaged = whole.clone();
            damaged[position] ^= (byte) 0x41;
            Files.write(file, damaged);
            assertThatThrownBy(this::open).isInstanceOf(ResultJournal.DamagedJournalException.class);
        }
    }
}
