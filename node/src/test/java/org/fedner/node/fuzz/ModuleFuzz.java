package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateModule;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedModule;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.SharedState;
import org.fedner.model.parameters.WordCnn;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Module files, the shared state in a snapshot, and the description of a network in them. A module's input is the body of
 * its file: magic, version, length and digest are put around it, so that what is behind the digest is reached.
 */
public class ModuleFuzz {
    private static final Optional<CharacterLayer> CHARACTERS = Optional.of(new CharacterLayer.Cnn(2, 1, 3, 1, 1));
    private static final NetworkSpec NETWORK = new NetworkSpec(
            new WordInput.Hashed(List.of(new WordInput.Table(WordFeature.FORM, 2, 1)), 1, 0.25),
            1,
            CHARACTERS,
            Optional.empty(),
            Optional.of(new WordCnn(1, List.of(1))),
            List.of(1),
            0.5,
            Cut.WORD_CNN,
            List.of());
    private static final NetworkSpec TUNED = new NetworkSpec(
            new WordInput.TunedVectors(3, 1, "cd".repeat(32)),
            1,
            CHARACTERS,
            Optional.empty(),
            Optional.of(new WordCnn(1, List.of(1))),
            List.of(1),
            0,
            Cut.WORD_CNN,
            List.of());
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = 8 + 2 + 4;
    private static final Scratch IN = new Scratch(".module");
    private static final Scratch OUT = new Scratch(".again");

    /** The smallest network there is: described, as a state, as a shared and as a private module. */
    public static Stream<byte[]> seeds() throws IOException {
        WordInput frozen = new WordInput.FrozenVectors(2, 1, "ab".repeat(32));
        NetworkSpec other = new NetworkSpec(
                frozen,
                1,
                Optional.of(new CharacterLayer.BiLstm(2, 1, 3, 1)),
                Optional.of(new ContextualInput(2, 1, "ef".repeat(32))),
                Optional.of(new WordCnn(1, List.of(1, 3))),
                List.of(1, 1),
                0,
                Cut.ALL,
                List.of("O", "B-A"));
        SharedParameters shared = SharedParameters.initial(NETWORK, 1);
        Path file = OUT.holding(new byte[0]);
        new SharedModule(NETWORK, 5, shared).write(file);
        byte[] sharedModule = body(Files.readAllBytes(file));
        List<String> tags = List.of("O", "B-A");
        new PrivateModule(NETWORK, tags, "cd".repeat(32), PrivateParameters.initial(NETWORK, tags.size(), 1))
                .write(file);
        byte[] privateModule = body(Files.readAllBytes(file));
        byte[] state = SharedState.initial(TUNED, 1).encode();
        byte[] withARow = ByteBuffer.allocate(state.length + 4 * Integer.BYTES)
                .put(state, 0, state.length - Integer.BYTES)
                .putInt(1)
                .putInt(2)
                .putFloat(0.5f)
                .putFloat(0.25f)
                .putFloat(0.125f)
                .array();
        return Stream.of(
                state,
                withARow,
                NETWORK.encode(),
                other.encode(),
                TUNED.encode(),
                SharedState.initial(NETWORK, 1).encode(),
                sharedModule,
                privateModule);
    }

    @MethodSource("seeds")
    @FuzzTest
    public void networksStatesAndModulesAreRefusedOrComeBack(byte[] input) throws IOException {
        try {
            ComesBack.require(input, NetworkSpec.decode(input).encode());
        } catch (ModuleFormatException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(input, SharedState.decode(NETWORK, input).encode());
        } catch (ModuleFormatException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(input, SharedState.decode(TUNED, input).encode());
        } catch (ModuleFormatException e) {
            // refused, as declared
        }
        byte[] sharedModule = file("FEDNERSM", input);
        try {
            SharedModule read = SharedModule.read(IN.holding(sharedModule));
            Path again = OUT.holding(new byte[0]);
            read.write(again);
            ComesBack.require(sharedModule, Files.readAllBytes(again));
        } catch (ModuleFormatException e) {
            // refused, as declared
        }
        byte[] privateModule = file("FEDNERPM", input);
        try {
            PrivateModule read = PrivateModule.read(IN.holding(privateModule));
            Path again = OUT.holding(new byte[0]);
            read.write(again);
            ComesBack.require(privateModule, Files.readAllBytes(again));
        } catch (ModuleFormatException e) {
            // refused, as declared
        }
    }

    private static byte[] file(String magic, byte[] body) {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + body.length + DIGEST_BYTES);
        file.put(magic.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 1)
                .putInt(body.length)
                .put(body);
        return file.put(Sha256.of(Arrays.copyOf(file.array(), file.position()))).array();
    }

    private static byte[] body(byte[] file) {
        return Arrays.copyOfRange(file, HEADER_BYTES, file.length - DIGEST_BYTES);
    }
}
