package org.fedner.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fedner.node.server.ResultJournal.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJournalTest {
    private static final int FIRST_ENTRY_BYTES = 9 + 3 + 32;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void twoEntries() throws IOException {
        file = folder.resolve("journal");
        try (ResultJournal journal = ResultJournal.open(file)) {
            journal.append(Kind.EPOCH, new byte[] {1, 2, 3});
            journal.append(Kind.RESULT, new byte[100]);
        }
    }

    @Test
    void readsBackWhatWasAppended() throws IOException {
        try (ResultJournal journal = ResultJournal.open(file)) {
            assertThat(journal.entries())
                    .extracting(ResultJournal.Entry::kind)
                    .containsExactly(Kind.EPOCH, Kind.RESULT);
            assertThat(journal.entries().get(0).payload()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void cutsATornLastEntryWhereverItTore() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int firstEntry = FIRST_ENTRY_BYTES;
        for (int length = firstEntry; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (ResultJournal journal = ResultJournal.open(file)) {
                assertThat(journal.entries()).hasSize(1);
            }
            assertThat(Files.size(file)).isEqualTo(firstEntry);
        }
    }

    @Test
    void goesOnAfterATornEntry() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        try (ResultJournal journal = ResultJournal.open(file)) {
            journal.append(Kind.VOID, new byte[] {9});
        }
        try (ResultJournal journal = ResultJournal.open(file)) {
            assertThat(journal.entries()).extracting(ResultJournal.Entry::kind).containsExactly(Kind.EPOCH, Kind.VOID);
        }
    }

    @Test
    void refusesADamagedEntryBeforeTheLast() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int position = 0; position < FIRST_ENTRY_BYTES; position++) {
            byte[] damaged = whole.clone();
            damaged[position] ^= (byte) 0x41;
            Files.write(file, damaged);
            assertThatThrownBy(() -> ResultJournal.open(file))
                    .isInstanceOf(ResultJournal.DamagedJournalException.class);
        }
    }
}
