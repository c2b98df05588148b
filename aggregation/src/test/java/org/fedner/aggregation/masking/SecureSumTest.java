package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.crypto.expansion.Digest;

/** What the server can and cannot do with masked vectors. */
class SecureSumTest {

    private static final int MOST_WORDS = 5000;

    /** Noise is told from a sum by its words: of 256 uniform words hardly any is small. */
    private static final int NOISE_WORDS = 256;

    private static final int SMALL = 1 << 20;

    @Property(tries = 100)
    void the_masked_vectors_sum_to_the_integers_sum(
            @ForAll @IntRange(min = 2, max = 50) int members,
            @ForAll @IntRange(min = 1, max = MOST_WORDS) int words,
            @ForAll boolean extreme,
            @ForAll Random random) {
        Membership membership = new Membership(members, random.nextLong());
        List<RoundMasking> maskings = membership.maskings(membership.context());
        BigInteger[] expected = new BigInteger[words];
        Arrays.fill(expected, BigInteger.ZERO);
        Membership.Server server = new Membership.Server(words);
        for (RoundMasking masking : maskings) {
            Ring32Vector input = extreme ? extremeInput(words, members, random) : input(words, members, random);
            for (int j = 0; j < words; j++) {
                expected[j] = expected[j].add(BigInteger.valueOf(input.words()[j]));
            }
            server.receive(input, masking.mask(input));
        }
        for (int j = 0; j < words; j++) {
            assertThat(BigInteger.valueOf(server.sum.words()[j])).isEqualTo(expected[j]);
        }
        for (RoundMasking masking : maskings) {
            assertThat(masking.accepts(server.sum, server.tag)).isTrue();
        }
    }

    @Property(tries = 10)
    void every_single_missing_platform_leaves_noise(
            @ForAll @IntRange(min = 2, max = 20) int members, @ForAll Random random) {
        for (int missing = 0; missing < members; missing++) {
            Membership membership = new Membership(members, random.nextLong());
            List<RoundMasking> maskings = membership.maskings(membership.context());
            Membership.Server server = new Membership.Server(NOISE_WORDS);
            for (int i = 0; i < members; i++) {
                Ring32Vector input = smallInput(random);
                Tag tag = maskings.get(i).mask(input);
                if (i != missing) {
                    server.receive(input, tag);
                }
            }
            assertNoise(server.sum);
            for (RoundMasking masking : maskings) {
                assertThat(masking.accepts(server.sum, server.tag)).isFalse();
            }
        }
    }

    @Provide
    Arbitrary<UnaryOperator<RoundContext>> oneBitDifferences() {
        Arbitrary<Integer> bits = Arbitraries.integers().between(0, 255);
        return Arbitraries.oneOf(
                bits.map(bit -> c -> with(c, flipped(c.epochTranscript(), bit), 0, c.state(), c.layout())),
                bits.map(bit -> c -> with(c, c.epochTranscript(), 0, flipped(c.state(), bit), c.layout())),
                bits.map(bit -> c -> with(c, c.epochTranscript(), 0, c.state(), flipped(c.layout(), bit))),
                bits.map(bit -> c -> with(c, c.epochTranscript(), 1 << (bit % 30), c.state(), c.layout())),
                Arbitraries.just(c -> new RoundContext(
                        c.epochTranscript(),
                        c.round(),
                        c.attempt(),
                        AggregationMode.RECOVERABLE,
                        c.members(),
                        c.state(),
                        c.layout())));
    }

    @Property(tries = 100)
    void one_bit_of_difference_in_one_platforms_context_leaves_noise(
            @ForAll @IntRange(min = 2, max = 8) int members,
            @ForAll("oneBitDifferences") UnaryOperator<RoundContext> difference,
            @ForAll Random random) {
        Membership membership = new Membership(members, random.nextLong());
        RoundContext context = membership.context();
        int deceived = random.nextInt(members);
        Membership.Server server = new Membership.Server(NOISE_WORDS);
        List<RoundMasking> maskings = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            maskings.add(membership.masking(i, i == deceived ? difference.apply(context) : context));
            Ring32Vector input = smallInput(random);
            server.receive(input, maskings.get(i).mask(input));
        }
        assertNoise(server.sum);
        maskings.forEach(
                masking -> assertThat(masking.accepts(server.sum, server.tag)).isFalse());
    }

    /** The chain keys are of one round; a platform that is a round behind holds other keys altogether. */
    @Property(tries = 10)
    void a_platform_one_round_behind_leaves_noise(@ForAll Random random) {
        long seed = random.nextLong();
        Membership ahead = new Membership(3, seed);
        Membership behind = new Membership(3, seed);
        ahead.advance();
        RoundContext context = ahead.context();
        RoundContext next = new RoundContext(
                context.epochTranscript(), 1, 0, context.mode(), context.members(), context.state(), context.layout());
        Membership.Server server = new Membership.Server(NOISE_WORDS);
        for (int i = 0; i < 3; i++) {
            Ring32Vector input = smallInput(random);
            RoundMasking masking = i == 2 ? behind.masking(i, context) : ahead.masking(i, next);
            server.receive(input, masking.mask(input));
        }
        assertNoise(server.sum);
    }

    /** One platform believes in another membership: one identifier differs by a bit. */
    @Property(tries = 20)
    void a_difference_in_the_members_leaves_noise(
            @ForAll @IntRange(min = 0, max = 127) int bit, @ForAll Random random) {
        Membership membership = new Membership(4, random.nextLong());
        RoundContext context = membership.context();
        List<byte[]> others = new ArrayList<>(membership.ids);
        byte[] altered = others.get(3).clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        others.set(3, altered);
        RoundContext deceived = new RoundContext(
                context.epochTranscript(),
                0,
                0,
                context.mode(),
                RoundContext.digestOf(others),
                context.state(),
                context.layout());
        Ring32Vector sum = RingVector.owning(new int[NOISE_WORDS]);
        for (int i = 0; i < 4; i++) {
            Ring32Vector input = smallInput(random);
            new PairwiseMasker().mask(input, membership.secrets(i, i == 0 ? deceived : context));
            sum.add(input);
        }
        assertNoise(sum);
    }

    @Provide
    Arbitrary<Consumer<Ring32Vector>> falsifications() {
        Arbitrary<Integer> words = Arbitraries.integers().between(0, NOISE_WORDS - 1);
        return Arbitraries.oneOf(
                words.map(j -> sum -> sum.words()[j] += 1),
                words.map(j -> sum -> sum.words()[j] += Integer.MIN_VALUE), // 2^31, invisible to addition alone
                words.map(j -> sum -> sum.words()[j] = ~sum.words()[j]),
                words.map(j -> sum -> swap(sum.words(), j, (j + 1) % NOISE_WORDS)),
                Arbitraries.just(Ring32Vector::clear));
    }

    @Property(tries = 100)
    void a_falsified_sum_is_refused_by_every_platform(
            @ForAll("falsifications") Consumer<Ring32Vector> falsification, @ForAll Random random) {
        Membership membership = new Membership(4, random.nextLong());
        List<RoundMasking> maskings = membership.maskings(membership.context());
        Membership.Server server = sumOf(maskings, random);
        Ring32Vector falsified = server.sum.copy();
        falsification.accept(falsified);
        for (RoundMasking masking : maskings) {
            assertThat(masking.accepts(server.sum, server.tag)).isTrue();
            assertThat(masking.accepts(falsified, server.tag)).isFalse();
        }
    }

    @Property(tries = 10)
    void a_replayed_sum_with_its_tag_is_refused(@ForAll Random random) {
        Membership membership = new Membership(4, random.nextLong());
        RoundContext first = membership.context();
        Membership.Server old = sumOf(membership.maskings(first), random);
        RoundContext retry = new RoundContext(
                first.epochTranscript(), 0, 1, first.mode(), first.members(), first.state(), first.layout());
        for (RoundMasking masking : membership.maskings(retry)) {
            assertThat(masking.accepts(old.sum, old.tag)).isFalse();
        }
    }

    private static Membership.Server sumOf(List<RoundMasking> maskings, Random random) {
        Membership.Server server = new Membership.Server(NOISE_WORDS);
        for (RoundMasking masking : maskings) {
            Ring32Vector input = smallInput(random);
            for (int j = 0; j < NOISE_WORDS; j++) {
                input.words()[j] += j * maskings.size(); // no two words of the sum are equal
            }
            server.receive(input, masking.mask(input));
        }
        return server;
    }

    private static Ring32Vector input(int words, int members, Random random) {
        int largest = (int) SumCapacity.of(Ring.Z32, members).largestWord();
        return RingVector.owning(random.ints(words, -largest, largest).toArray());
    }

    /** Every word at plus or minus the capacity, or zero. */
    private static Ring32Vector extremeInput(int words, int members, Random random) {
        int largest = (int) SumCapacity.of(Ring.Z32, members).largestWord();
        return RingVector.owning(
                random.ints(words, -1, 2).map(sign -> sign * largest).toArray());
    }

    private static Ring32Vector smallInput(Random random) {
        return RingVector.owning(random.ints(NOISE_WORDS, 0, 2).toArray());
    }

    /** A uniform word is below 2^20 in magnitude with probability 2^-11; ten of 256 would be a wonder of 10^-16. */
    private static void assertNoise(Ring32Vector vector) {
        assertThat(Arrays.stream(vector.words())
                        .filter(word -> word > -SMALL && word < SMALL)
                        .count())
                .isLessThan(10);
    }

    private static RoundContext with(RoundContext c, Digest transcript, int attempt, Digest state, Digest layout) {
        return new RoundContext(transcript, c.round(), attempt, c.mode(), c.members(), state, layout);
    }

    private static Digest flipped(Digest digest, int bit) {
        byte[] bytes = digest.bytes();
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        return new Digest(bytes);
    }

    private static void swap(int[] words, int a, int b) {
        int word = words[a];
        words[a] = words[b];
        words[b] = word;
    }
}
