package org.fedner.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
    static final WordInput.FrozenVectors VECTORS = new WordInput.FrozenVectors(65, 100, "ab".repeat(32));
    static final NetworkSpec FROZEN = NetworkSpec.fedner(VECTORS);
    static final NetworkSpec HASHED = NetworkSpec.fedner(WordInput.Hashed.standard());

    @Test
    void theDefaultRecipeHasTheExpectedSizes() {
        ParameterLayout shared = FROZEN.sharedLayout();
        // 65*100+100, 8*10, 196*30, 3*30*50+50, 3*160*128+128
        assertThat(shared.size()).isEqualTo(6600 + 80 + 5880 + 4550 + 61568);
        assertThat(shared.tensor(TensorNames.wordCnnW(0)).shape()).containsExactly(3, 160, 128);
        ParameterLayout local = FROZEN.privateLayout(7);
        assertThat(local.size()).isEqualTo(2 * (208 * 320 + 320) + 160 * 7 + 7 + 49 + 7);
        assertThat(local.tensor(TensorNames.lstm(0).backwardW()).shape()).containsExactly(208, 320);
        assertThat(HASHED.sharedLayout().size()).isLessThan(400_000);
        assertThat(HASHED.sharedLayout().contains("word.hashed.form")).isTrue();
        assertThat(shared.contains("word.hashed.form")).isFalse();
    }

    @Test
    void offsetsFollowTheOrderOfTheTensorsWithoutGaps() {
        ParameterLayout layout = HASHED.sharedLayout();
        int next = 0;
        for (TensorSpec tensor : layout.tensors()) {
            assertThat(layout.offset(tensor.name())).isEqualTo(next);
            next += tensor.size();
        }
        assertThat(next).isEqualTo(layout.size());
        assertThat(Arrays.stream(layout.tensorSizes()).sum()).isEqualTo(next);
        assertThatThrownBy(() -> layout.offset("none")).hasMessageContaining("no tensor is named none");
    }

    @Test
    void theDigestTellsNetworksApart() {
        assertThat(FROZEN.sharedLayout().digest())
                .hasSize(32)
                .isEqualTo(FROZEN.sharedLayout().digest());
        assertThat(FROZEN.sharedLayout().digest())
                .isNotEqualTo(HASHED.sharedLayout().digest());
        NetworkSpec otherVectors = NetworkSpec.fedner(new WordInput.FrozenVectors(65, 100, "ac".repeat(32)));
        assertThat(FROZEN.digest()).isNotEqualTo(otherVectors.digest());
        assertThat(HASHED.digest()).isNotEqualTo(FROZEN.digest());
    }

    @Test
    void aTableOfMoreRowsThanAnyVocabularyIsRefusedBeforeRoomIsMadeForThem() {
        NetworkSpec tuned = NetworkSpec.fedner(new WordInput.TunedVectors(1, 1, "ab".repeat(32)));
        for (int words : new int[] {Integer.MAX_VALUE, (1 << 24) + 1}) {
            byte[] bytes = tuned.encode();
            ByteBuffer.wrap(bytes).putInt(1, words);
            assertThat(catchThrowableOfType(ModuleFormatException.class, () -> NetworkSpec.decode(bytes)))
                    .hasMessageContaining("no network has");
        }
    }

    /** Frozen: a change of these bytes is a change of the file format and needs a new version. */
    @Test
    void theBytesOfTheSpecificationAreFixed() {
        assertThat(HexFormat.of().formatHex(FROZEN.encode()))
                .isEqualTo("00" + "00000041" + "00000064" + "ab".repeat(32) + "0000000a" + "000000c4" + "0000001e"
                        + "00000014" + "00000032" + "00000003" + "00000080" + "00000003" + "00000050"
                        + "3fd3333333333333" + "00");
    }

    @Test
    void theBytesOfVectorsWithHashedFeaturesAreFixed() {
        WordInput.Hashed tables = new WordInput.Hashed(List.of(new WordInput.Table(WordFeature.SUFFIX, 9, 4)), 2, 0.5);
        assertThat(HexFormat.of()
                        .formatHex(NetworkSpec.fedner(new WordInput.Combined(VECTORS, tables))
                                .encode()))
                .startsWith("04" + "00000041" + "00000064" + "ab".repeat(32) + "01" + "02" + "00000009" + "00000004"
                        + "02" + "3fe0000000000000" + "0000000a" + "000000c4");
    }

    /** The long form, frozen likewise. */
    @Test
    void theBytesOfANetworkOfOtherLayersAreFixed() {
        NetworkSpec spec = NetworkPreset.S_LSTM_CRF.network(VECTORS).cutAt(Cut.ALL, List.of("O", "B-A", "I-A"));
        assertThat(HexFormat.of().formatHex(spec.encode()))
                .isEqualTo("03" + "00" + "00000041" + "00000064" + "ab".repeat(32) + "0000000a" + "02" + "000000c4"
                        + "0000001e" + "00000014" + "00000019" + "00" + "00" + "02" + "00000050" + "00000050"
                        + "3fd3333333333333" + "04" + "0003" + "00014f" + "0003422d41" + "0003492d41");
    }

    static List<NetworkSpec> everyPresetAndCut() {
        List<NetworkSpec> all = new ArrayList<>();
        for (NetworkPreset preset : NetworkPreset.values()) {
            for (Cut cut : Cut.values()) {
                List<String> tags = cut == Cut.ALL ? List.of("O", "B-A", "I-A") : List.of();
                all.add(preset.network(WordInput.Hashed.standard()).cutAt(cut, tags));
            }
        }
        all.add(NetworkSpec.fedner(new WordInput.Combined(VECTORS, WordInput.Hashed.standard())));
        all.add(FROZEN.reading(new ContextualInput(3, 1024, "cd".repeat(32))));
        return all;
    }

    @Test
    void decodingGivesTheSameNetwork() throws Exception {
        assertThat(NetworkSpec.decode(FROZEN.encode())).isEqualTo(FROZEN);
        for (NetworkSpec spec : everyPresetAndCut()) {
            assertThat(NetworkSpec.decode(spec.encode())).isEqualTo(spec);
        }
    }

    /** A network that the short form describes has no second description. */
    @Test
    void bad_theLongFormOfAShortNetworkIsRefused() {
        byte[] spec = NetworkPreset.CNN_CLSTM_CRF
                .network(VECTORS)
                .cutAt(Cut.EMBEDDINGS, List.of())
                .encode();
        spec[spec.length - 3] = 0; // the cut: at the word CNN
        assertThat(catchThrowableOfType(ModuleFormatException.class, () -> NetworkSpec.decode(spec)))
                .hasMessageContaining("canonical");
    }

    @Test
    void aCutMovesTensorsFromOneModuleToTheOtherAndLosesNone() {
        for (NetworkPreset preset : NetworkPreset.values()) {
            List<Integer> shared = new ArrayList<>();
            Set<Integer> sums = new HashSet<>();
            for (Cut cut : List.of(Cut.NONE, Cut.EMBEDDINGS, Cut.WORD_CNN, Cut.BI_LSTM, Cut.ALL)) {
                List<String> tags = cut == Cut.ALL ? List.of("O", "B-A", "I-A") : List.of();
                NetworkSpec spec = preset.network(VECTORS).cutAt(cut, tags);
                shared.add(spec.sharedLayout().size());
                sums.add(spec.sharedLayout().size() + spec.privateLayout(3).size());
            }
            assertThat(sums).hasSize(1);
            assertThat(shared).isSorted();
            assertThat(shared.get(0)).isZero();
            assertThat(shared.get(1)).isPositive();
            assertThat(sums).contains(shared.get(4));
        }
    }

    @Property(tries = 300)
    void whateverDecodesReencodesToTheSameBytes(
            @ForAll @IntRange(max = 36) int network, @ForAll @IntRange(max = 150) int at, @ForAll byte value) {
        List<NetworkSpec> all = everyPresetAndCut();
        byte[] bytes = all.get(network % all.size()).encode();
        bytes[at % bytes.length] = value;
        try {
            assertThat(NetworkSpec.decode(bytes).encode()).isEqualTo(bytes);
        } catch (ModuleFormatException refused) {
            assertThat(refused).hasMessageStartingWith("the description of the network ");
        }
    }

    @Test
    void everyCutEndOrFurtherByteIsRefused() {
        byte[] bytes = FROZEN.encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThat(catchThrowableOfType(ModuleFormatException.class, () -> NetworkSpec.decode(cut)))
                    .hasMessageContaining("is cut short");
        }
        assertThat(catchThrowableOfType(
                        ModuleFormatException.class, () -> NetworkSpec.decode(Arrays.copyOf(bytes, bytes.length + 1))))
                .hasMessageContaining("bytes after its end");
    }

    @Test
    void nonsenseCannotBeBuilt() {
        assertThatThrownBy(() -> new WordInput.FrozenVectors(0, 100, "ab".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WordInput.FrozenVectors(65, 100, "xy"))
                .isInstanceOf(IllegalArgumentException.class);
        WordInput.Table table = new WordInput.Table(WordFeature.FORM, 10, 2);
        assertThatThrownBy(() -> new WordInput.Hashed(List.of(table, table), 4, 0.1))
                .hasMessageContaining("2 tables of 1 features");
        assertThatThrownBy(() -> new TensorSpec("x", List.of(70_000, 70_000), Initialiser.zero()))
                .hasMessageContaining("too large");
        TensorSpec tensor = new TensorSpec("x", List.of(1), Initialiser.zero());
        assertThatThrownBy(() -> new ParameterLayout(List.of(tensor, tensor))).hasMessageContaining("two tensors");
        assertThatThrownBy(() -> FROZEN.privateLayout(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FROZEN.cutAt(Cut.ALL, List.of())).hasMessageContaining("'all' takes the tags");
        assertThatThrownBy(() -> FROZEN.cutAt(Cut.BI_LSTM, List.of("O", "B-A", "I-A")))
                .hasMessageContaining("no other cut does");
        assertThatThrownBy(
                        () -> FROZEN.cutAt(Cut.ALL, List.of("O", "B-A", "I-A")).privateLayout(5))
                .hasMessageContaining("5 tags at a platform where all share 3");
        WordInput tuned = new WordInput.TunedVectors(3, 2, "ab".repeat(32));
        assertThatThrownBy(() -> NetworkSpec.fedner(tuned).cutAt(Cut.NONE, List.of()))
                .hasMessageContaining("shares nothing");
        assertThatThrownBy(() -> new WordCnn(3, List.of(1, 4))).hasMessageContaining("widths [1, 4]");
        assertThatThrownBy(() -> new LearningRateSchedule(0, 0.05, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}
