package org.fedner.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredModulesTest {
    private static final NetworkSpec SMALL = new NetworkSpec(
            new WordInput.FrozenVectors(2, 2, "00".repeat(32)),
            2,
            Optional.of(new CharacterLayer.Cnn(3, 2, 4, 2, 3)),
            Optional.empty(),
            Optional.of(new WordCnn(2, List.of(3))),
            List.of(2),
            0.1,
            Cut.WORD_CNN,
            List.of());

    @TempDir
    Path folder;

    private static SharedState stateAfterTwoRounds() {
        SharedState state = SharedState.initial(SMALL, 1);
        float[] gradient = new float[state.parameters().size()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = i % 7 - 3;
        }
        state.apply(gradient, 0.01);
        state.apply(gradient, 0.005);
        return state;
    }

    @Test
    void aStateComesBackWithTheSameDigestAndGoesOnAlike() throws Exception {
        SharedState state = stateAfterTwoRounds();
        SharedState restored = SharedState.decode(SMALL, state.encode());
        assertThat(restored.round()).isEqualTo(2);
        assertThat(restored.digest()).isEqualTo(state.digest());
        float[] gradient = new float[state.parameters().size()];
        Arrays.fill(gradient, 0.5f);
        SharedState copy = state.copy();
        state.apply(gradient, 0.004);
        restored.apply(gradient, 0.004);
        assertThat(restored.digest()).isEqualTo(state.digest()).isNotEqualTo(copy.digest());
    }

    @Test
    void everythingInTheStateIsInItsDigest() throws Exception {
        byte[] bytes = stateAfterTwoRounds().encode();
        SharedState other = stateAfterTwoRounds();
        other.parameters().values()[3] += 0.5f;
        assertThat(other.digest()).isNotEqualTo(stateAfterTwoRounds().digest());
        SharedState again = SharedState.decode(SMALL, bytes);
        assertThat(again.encode()).isEqualTo(bytes);
    }

    @Test
    void aStateCutShortOrTooLongOrOfAnotherNetworkIsRefused() {
        byte[] bytes = stateAfterTwoRounds().encode();
        for (int length = 0; length < bytes.length; length += 5) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThat(catchThrowableOfType(ModuleFormatException.class, () -> SharedState.decode(SMALL, cut)))
                    .hasMessage("the state of the shared module is cut short");
        }
        assertThat(refusal(SMALL, Arrays.copyOf(bytes, bytes.length + 1))).hasMessageContaining("after its end");
        assertThat(refusal(NetworkSpecTest.FROZEN, bytes)).hasMessageContaining("belongs to another network");
        byte[] notANumber = bytes.clone();
        notANumber[bytes.length - 4] = 0x7F;
        notANumber[bytes.length - 3] = (byte) 0xC0;
        assertThat(refusal(SMALL, notANumber)).hasMessageContaining("not finite");
        byte[] otherKind = bytes.clone();
        otherKind[0]++;
        assertThat(refusal(SMALL, otherKind)).hasMessageContaining("does not start as one");
        byte[] otherVersion = bytes.clone();
        otherVersion[9]++;
        assertThat(refusal(SMALL, otherVersion)).hasMessageContaining("another version");
    }

    private static ModuleFormatException refusal(NetworkSpec spec, byte[] bytes) {
        return catchThrowableOfType(ModuleFormatException.class, () -> SharedState.decode(spec, bytes));
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        SharedState state = stateAfterTwoRounds();
        byte[] before = state.digest();
        float[] gradient = new float[state.parameters().size()];
        gradient[4] = Float.NaN;
        assertThatThrownBy(() -> state.apply(gradient, 0.01)).hasMessageContaining("coordinate 4");
        assertThatThrownBy(() -> state.apply(new float[3], 0.01)).isInstanceOf(IllegalArgumentException.class);
        assertThat(state.digest()).isEqualTo(before);
    }

    private SharedModule shared() {
        return new SharedModule(SMALL, 12, SharedParameters.initial(SMALL, 3));
    }

    private PrivateModule local(SharedModule shared) {
        return new PrivateModule(
                SMALL,
                List.of("O", "B-Drug", "I-Drug"),
                HexFormat.of().formatHex(shared.parameters().digest()),
                PrivateParameters.initial(SMALL, 3, 4));
    }

    @Test
    void modulesComeBackAsTheyWereAndKnowWhetherTheyBelongTogether() throws Exception {
        SharedModule shared = shared();
        shared.write(folder.resolve("shared.fedner"));
        PrivateModule local = local(shared);
        local.write(folder.resolve("private.fedner"));

        SharedModule readShared = SharedModule.read(folder.resolve("shared.fedner"));
        PrivateModule readLocal = PrivateModule.read(folder.resolve("private.fedner"));
        assertThat(readShared.spec()).isEqualTo(SMALL);
        assertThat(readShared.round()).isEqualTo(12);
        assertThat(readShared.parameters().values())
                .containsExactly(shared.parameters().values());
        assertThat(readLocal.tags()).isEqualTo(local.tags());
        assertThat(readLocal.parameters().valuesForTraining())
                .containsExactly(local.parameters().valuesForTraining());
        assertThat(readLocal.belongsTo(readShared)).isTrue();
        SharedModule other = new SharedModule(SMALL, 12, SharedParameters.initial(SMALL, 5));
        assertThat(readLocal.belongsTo(other)).isFalse();
    }

    @Test
    void everyFlippedByteAndEveryCutOfAFileIsRefusedInOneSentence() throws Exception {
        Path file = folder.resolve("m");
        local(shared()).write(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 0x10;
            refuses(file, altered);
            refuses(file, Arrays.copyOf(bytes, i));
        }
        refuses(file, Arrays.copyOf(bytes, bytes.length + 1));
    }

    private static void refuses(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        ModuleFormatException refusal =
                catchThrowableOfType(ModuleFormatException.class, () -> PrivateModule.read(file));
        assertThat(refusal).as("%d bytes", content.length).isNotNull();
        assertThat(refusal.getMessage()).startsWith(file.toString()).doesNotContain("\n");
    }

    @Test
    void aTagThatIsNotUtf8IsRefused() throws Exception {
        Path file = folder.resolve("m");
        local(shared()).write(file);
        byte[] body = body(file);
        int tag = 4 + SMALL.encode().length + 32 + 2 + 2; // the one letter of the first tag
        body[tag] = (byte) 0xff;
        ModuleFile.write(file, "FEDNERPM", body);
        assertThat(catchThrowableOfType(ModuleFormatException.class, () -> PrivateModule.read(file)))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aNetworkThatNoArrayHoldsIsRefused() throws Exception {
        Path file = folder.resolve("m");
        int lstmUnits = SMALL.encode().length - 1 - 8 - 4;
        shared().write(file);
        byte[] shared = body(file);
        ByteBuffer.wrap(shared).putInt(4 + lstmUnits, 1 << 20);
        ModuleFile.write(file, "FEDNERSM", shared);
        assertThat(catchThrowableOfType(ModuleFormatException.class, () -> SharedModule.read(file)))
                .hasMessageContaining("no network has");

        NetworkSpec justTwoTags = new NetworkSpec(
                SMALL.words(),
                2,
                SMALL.characters(),
                Optional.empty(),
                SMALL.wordCnn(),
                List.of(15_000),
                0.1,
                Cut.WORD_CNN,
                List.of());
        byte[] network = justTwoTags.encode();
        ByteWriter local = new ByteWriter(1 << 18)
                .u32(network.length)
                .bytes(network)
                .bytes(new byte[32])
                .u16(60_000);
        for (int tag = 0; tag < 60_000; tag++) {
            local.text("");
        }
        ModuleFile.write(file, "FEDNERPM", local.u32(1).toByteArray());
        assertThat(catchThrowableOfType(ModuleFormatException.class, () -> PrivateModule.read(file)))
                .hasMessageContaining("too large for its tags");
    }

    private static byte[] body(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Arrays.copyOfRange(bytes, 14, bytes.length - 32);
    }

    @Test
    void oneKindOfModuleIsNotReadAsTheOther() throws Exception {
        Path file = folder.resolve("m");
        shared().write(file);
        assertThat(catchThrowableOfType(ModuleFormatException.class, () -> PrivateModule.read(file)))
                .hasMessageContaining("is not a private module");
        assertThat(catchThrowableOfType(ModuleFormatException.class, () -> SharedModule.read(folder.resolve("none"))))
                .hasMessageContaining("there is no file");
    }

    @Test
    void aFailedWriteLeavesTheOldContentAndNoTemporaryFile() throws Exception {
        Path file = folder.resolve("kept");
        AtomicFile.write(file, new byte[] {1});
        AtomicFile.write(file, new byte[] {2, 3});
        assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
        Path occupied = Files.createDirectories(folder.resolve("folder/inner")).getParent();
        assertThatThrownBy(() -> AtomicFile.write(occupied, new byte[] {4})).isInstanceOf(IOException.class);
        assertThat(Files.exists(occupied.resolve("inner"))).isTrue();
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("kept", "folder");
        }
    }
}
