package org.fedner.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of epochs increase over a job, a diagnosis in its folders, and the job again; the journal is only read. */
class EpochNumbersTest {
    private static final JobTerms TERMS = JobTerms.of(new Job("numbers", 7, 3, null, null, null, null));

    @TempDir
    Path folder;

    @Test
    void aDiagnosisGoesOnWhereTheJobStoodAndTheJobWhereTheDiagnosisDid() throws Exception {
        assertThat(EpochNumbers.largest(folder.resolve("new"))).isZero();
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            store.proposeEpoch(5);
        }
        assertThat(EpochNumbers.largest(folder)).isEqualTo(5);
        EpochNumbers.diagnoses(folder, 6);
        assertThat(EpochNumbers.largest(folder)).isEqualTo(6);
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            assertThat(store.epochNumber()).isEqualTo(6);
            store.proposeEpoch(9);
        }
        assertThat(EpochNumbers.largest(folder)).isEqualTo(9);
    }

    @Test
    void theNewestJournalCountsAndATornOneStaysAsItIs() throws Exception {
        for (int generation : new int[] {2, 10}) {
            try (ResultJournal journal = ResultJournal.create(folder.resolve("journal-" + generation))) {
                journal.append(ResultJournal.Kind.PROPOSED, number(generation));
                journal.append(ResultJournal.Kind.RESERVED, number(generation + 1));
            }
        }
        Path newest = folder.resolve("journal-10");
        byte[] torn = Arrays.copyOf(Files.readAllBytes(newest), (int) Files.size(newest) - 3);
        Files.write(newest, torn);
        assertThat(EpochNumbers.largest(folder)).isEqualTo(10);
        assertThat(Files.readAllBytes(newest)).isEqualTo(torn);
    }

    @Test
    void aDamagedNumberIsRefused() throws Exception {
        Files.write(folder.resolve("diagnosis-epoch"), new byte[7]);
        assertThatThrownBy(() -> EpochNumbers.largest(folder)).isInstanceOf(IOException.class);
        Files.write(folder.resolve("diagnosis-epoch"), new byte[8]);
        assertThatThrownBy(() -> EpochNumbers.largest(folder)).isInstanceOf(IOException.class);
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
