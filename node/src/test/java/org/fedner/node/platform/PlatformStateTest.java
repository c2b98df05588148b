package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.report.PlatformReport.CurvePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformStateTest {
    private static final Digest JOB = Digest.of(new byte[] {1});

    @TempDir
    private Path folder;

    private static PlatformState state(int rounds) {
        return new PlatformState(
                JOB,
                42,
                new byte[] {1, 2, 3},
                new byte[] {4, 5},
                new float[] {0.5f, -1.25f},
                new byte[] {6},
                List.of(new PlatformId(1, 2), new PlatformId(3, 4)),
                rounds,
                3,
                List.of(new CurvePoint(10, 0.75)));
    }

    @Test
    void readsBackWhatItWrote() throws ModuleFormatException {
        assertThat(PlatformState.decode(state(5).encode())).isEqualTo(state(5));
    }

    @Test
    void refusesEveryTruncationAndEveryFlippedByte() {
        byte[] whole = state(5).encode();
        for (int i = 0; i < whole.length; i++) {
            byte[] cut = Arrays.copyOf(whole, i);
            assertThatThrownBy(() -> PlatformState.decode(cut)).isInstanceOf(ModuleFormatException.class);
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            assertThatThrownBy(() -> PlatformState.decode(flipped)).isInstanceOf(ModuleFormatException.class);
        }
    }

    @Test
    void refusesCountsThatItsBytesDoNotHoldBeforeItMakesRoomForThem() {
        byte[] whole = state(5).encode();
        int body = whole.length - Sha256.DIGEST_BYTES;
        int[] counts = {48, 55, 61, 73, 78, 122
        }; // where both states, both residuals, members and curve say how many they are
        for (int at : counts) {
            for (int count : new int[] {-1, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28}) {
                byte[] altered = Arrays.copyOf(whole, body);
                ByteBuffer.wrap(altered).putInt(at, count);
                assertThatThrownBy(() -> PlatformState.decode(sealed(altered)))
                        .as("count %d at byte %d", count, at)
                        .isInstanceOf(ModuleFormatException.class);
            }
        }
        for (int length : new int[] {body - 1, body + 1}) {
            byte[] resized = Arrays.copyOf(whole, length);
            System.arraycopy(whole, 0, resized, 0, Math.min(length, body));
            assertThatThrownBy(() -> PlatformState.decode(sealed(resized))).isInstanceOf(ModuleFormatException.class);
        }
    }

    private static byte[] sealed(byte[] body) {
        byte[] sealed = Arrays.copyOf(body, body.length + Sha256.DIGEST_BYTES);
        System.arraycopy(Sha256.of(body), 0, sealed, body.length, Sha256.DIGEST_BYTES);
        return sealed;
    }

    @Test
    void printsNothingPrivate() {
        assertThat(state(5)).hasToString("PlatformState[3 shared bytes, 2 private bytes]");
    }

    @Test
    void keepsTheLastCheckpointBesideTheNewest() throws IOException, ModuleFormatException {
        try (PlatformStore store = new PlatformStore(folder)) {
            store.save(state(1));
            store.save(state(2));
            store.awaitDurable();
            assertThat(store.load(JOB)).contains(state(2));
        }
        assertThat(PlatformState.decode(Files.readAllBytes(folder.resolve("state.previous"))))
                .isEqualTo(state(1));
    }

    @Test
    void refusesATruncatedCheckpointAndAnotherJobs() throws IOException {
        try (PlatformStore store = new PlatformStore(folder)) {
            store.save(state(1));
            store.awaitDurable();
            assertThatThrownBy(() -> store.load(Digest.of(new byte[] {2})))
                    .isInstanceOfSatisfying(FailureException.class, e -> assertThat(e.exitCode())
                            .isEqualTo(ExitCode.BAD_CONFIGURATION));
            Files.write(folder.resolve("state"), Arrays.copyOf(state(1).encode(), 20));
            assertThatThrownBy(() -> store.load(JOB))
                    .isInstanceOfSatisfying(FailureException.class, e -> assertThat(e.exitCode())
                            .isEqualTo(ExitCode.INTEGRITY));
        }
    }

    @Test
    void remembersTheLastEpochForGood() {
        try (PlatformStore store = new PlatformStore(folder)) {
            assertThat(store.lastEpoch()).isZero();
            store.rememberEpoch(17);
        }
        try (PlatformStore again = new PlatformStore(folder)) {
            assertThat(again.lastEpoch()).isEqualTo(17);
        }
    }
}
