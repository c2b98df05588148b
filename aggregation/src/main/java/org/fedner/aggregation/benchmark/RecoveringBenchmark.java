package org.fedner.aggregation.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.masking.PairsSecret;
import org.fedner.aggregation.masking.SelfSecret;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.masking.Unmasking;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.QuorumMember;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.HmacSha256;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.MalformedShareException;
import org.fedner.crypto.sharing.Share;
import org.fedner.crypto.signing.SigningKey;

/**
 * What mode R adds to one platform's arithmetic of a round, all of it, with real messages as bytes: dealing (two secrets, their
 * shares, seals, commitments and deposit; SHARES encoded and signed), the self mask with the tag's pads, SURVIVORS read, its
 * signature checked and what it seals opened, ACK with its tags, QUORUM read and checked, ANSWER encoded and signed.
 *
 * <p>CALL and RECOVERED stand for OPEN and RESULT and cost the same.
 */
final class RecoveringBenchmark {

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 400;
    private static final long WARM_UP_NANOS = 2_000_000_000L;
    private static final int MEASURED_ROUNDS = 51;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Digest EPOCH = Digest.of();

    private final SecureRandom random = new SecureRandom();
    private final SigningKey signer = SigningKey.generate(random);
    private final SecretBytes key = SecretBytes.random(SealingKey.KEY_BYTES, random);
    private final List<ChainKey> chains = new ArrayList<>();
    private final List<PlatformId> members = new ArrayList<>();
    private final RingVector vector;
    private final RecoveringShape shape;
    private long round;
    private long checksum;

    private RecoveringBenchmark(int words, RecoveringShape shape, Ring ring) {
        this.vector = ring.zero(words);
        this.shape = shape;
        for (int member = 0; member < shape.platforms(); member++) {
            members.add(new PlatformId(0, member));
        }
        for (int peer = 1; peer <= shape.neighbours(); peer++) {
            chains.add(ChainKey.start(key, own().bytes(), members.get(peer).bytes()));
        }
    }

    /** Median milliseconds of one thread. */
    static double addedMillis(int words, RecoveringShape shape, Ring ring) {
        RecoveringBenchmark benchmark = new RecoveringBenchmark(words, shape, ring);
        double[] nanos = new double[MEASURED_ROUNDS];
        long began = System.nanoTime();
        long spent = 0; // the compiler needs time behind other processes, large memberships few rounds
        for (int warm = 0; spent < WARM_UP_NANOS && (warm < WARM_UP_ROUNDS || isEarly(began)); warm++) {
            spent += benchmark.platformsPart();
        }
        for (int repetition = 0; repetition < MEASURED_ROUNDS; repetition++) {
            nanos[repetition] = benchmark.platformsPart();
        }
        Arrays.sort(nanos);
        return nanos[MEASURED_ROUNDS / 2] / NANOS_PER_MILLI;
    }

    private static boolean isEarly(long began) {
        return System.nanoTime() - began < WARM_UP_NANOS;
    }

    /** Nanoseconds of the platform's own work; what the server and the others do for it is left out. */
    private long platformsPart() {
        round++;
        Digest context =
                Digest.of(ByteBuffer.allocate(Long.BYTES).putLong(round).array());
        Digest listed = PlatformIds.digest(members);
        long start = PROCESSOR.getCurrentThreadCpuTime();
        WireMessage<Shares> dealt = deal(context);
        long nanos = PROCESSOR.getCurrentThreadCpuTime() - start;

        byte[] survivors =
                sign(new Survivors(context, members, dealt.message().sealed())).bytes();
        start = PROCESSOR.getCurrentThreadCpuTime();
        List<Limbs> opened = new ArrayList<>();
        WireMessage<Survivors> list = parsed(survivors).as(Survivors.class).orElseThrow();
        require(list.isSignedBy(signer.verifyingKey(), EPOCH));
        list.message().sealed().forEach(one -> open(one, context, opened));
        List<AckTag> tags = new ArrayList<>();
        for (int reader = 0; reader < shape.neighbours(); reader++) {
            tags.add(tag(context, listed));
        }
        WireMessage<Ack> ack = sign(new Ack(context, own(), listed, tags));
        nanos += PROCESSOR.getCurrentThreadCpuTime() - start;

        byte[] quorum = quorum(context, listed, ack);
        start = PROCESSOR.getCurrentThreadCpuTime();
        Quorum signed = parsed(quorum).as(Quorum.class).orElseThrow().message();
        signed.members().forEach(member -> require(hasSigned(member, context, listed)));
        WireMessage<Answer> answer = answer(context, opened);
        nanos += PROCESSOR.getCurrentThreadCpuTime() - start;
        checksum += answer.bytes().length + vector.word(0);
        return nanos;
    }

    /** Deals for all that hold a share, and puts the self mask on: taking it off is as much work. */
    private WireMessage<Shares> deal(Digest context) {
        try (SelfSecret self = SelfSecret.draw(random);
                PairsSecret pairs = PairsSecret.draw(random)) {
            List<Share> first = self.split(shape.shareThreshold(), shape.holders(), random);
            List<Share> second = pairs.split(shape.shareThreshold(), shape.holders(), random);
            List<ByteString> sealed = new ArrayList<>();
            for (int holder = 0; holder < shape.neighbours(); holder++) {
                sealed.add(seal(first.get(holder), second.get(holder), context));
            }
            List<SecretBytes> maskingKeys =
                    chains.stream().map(ChainKey::nextMaskingKey).toList();
            Shares shares = new Shares(
                    EPOCH,
                    own(),
                    round,
                    self.commitment(context, round, own().bytes()),
                    pairs.commitment(context, round, own().bytes()),
                    ByteString.of(pairs.seal(context, round, own().bytes(), maskingKeys)),
                    sealed);
            try (Unmasking mask = new Unmasking(context)) {
                mask.takeOffSelf(self);
                checksum += mask.apply(JointVector.of(vector), Tag.ZERO).first();
            }
            return sign(shares);
        }
    }

    private ByteString seal(Share self, Share pairs, Digest context) {
        try (SealingKey sealing = SealingKey.of(key.copy());
                SecretBytes a = self.values().encode();
                SecretBytes b = pairs.values().encode();
                SecretBytes plaintext = SecretBytes.owning(ByteBuffer.allocate(2 * Limbs.ENCODED_BYTES)
                        .put(a.exposeSecret())
                        .put(b.exposeSecret())
                        .array())) {
            return ByteString.of(sealing.seal(nonce(), context.bytes(), plaintext));
        }
    }

    private void open(ByteString sealed, Digest context, List<Limbs> opened) {
        try (OpeningKey opening = OpeningKey.of(key.copy());
                SecretBytes plaintext = opening.open(nonce(), context.bytes(), sealed.toBytes());
                SecretBytes self = plaintext.slice(0, Limbs.ENCODED_BYTES);
                SecretBytes pairs = plaintext.slice(Limbs.ENCODED_BYTES, 2 * Limbs.ENCODED_BYTES)) {
            opened.add(Limbs.decode(self));
            Limbs.decode(pairs).close();
        } catch (AEADBadTagException | MalformedShareException e) {
            throw new IllegalStateException("the benchmark's own seal was refused", e);
        }
    }

    private AckTag tag(Digest context, Digest listed) {
        byte[] tag = HmacSha256.tag(key, context.bytes(), listed.bytes());
        return new AckTag(ByteString.of(Arrays.copyOf(tag, AckTag.BYTES)));
    }

    /** As many signers as are needed: those who share a key with this platform by their tags, the others without. */
    private byte[] quorum(Digest context, Digest listed, WireMessage<Ack> own) {
        List<QuorumMember> signers = new ArrayList<>();
        for (int signer = 1; signer < shape.signers(); signer++) { // the own ACK is the first, and costs nothing
            boolean isTagged = signer <= shape.signers() - 1 - shape.signersByName();
            PlatformId id = members.get(signer);
            signers.add(
                    isTagged
                            ? new QuorumMember(id, own.signature(), Optional.of(tag(context, listed)))
                            : new QuorumMember(
                                    id,
                                    sign(new Ack(context, id, listed, List.of()))
                                            .signature(),
                                    Optional.empty()));
        }
        return WireMessage.relayed(new Quorum(context, listed, signers)).bytes();
    }

    private boolean hasSigned(QuorumMember member, Digest context, Digest listed) {
        return member.tag().isPresent()
                ? MessageDigest.isEqual(
                        member.tag().get().value().toBytes(),
                        tag(context, listed).value().toBytes())
                : WireMessage.isSignature(
                        member.signature(),
                        new Ack(context, member.platform(), listed, List.of()),
                        signer.verifyingKey(),
                        EPOCH);
    }

    private WireMessage<Answer> answer(Digest context, List<Limbs> opened) {
        List<RevealedShare> revealed = new ArrayList<>();
        for (int dealer = 0; dealer < opened.size(); dealer++) {
            try (SecretBytes share = opened.get(dealer).encode()) {
                revealed.add(new RevealedShare(members.get(dealer), ByteString.of(share.exposeSecret())));
            }
        }
        return sign(new Answer(context, own(), revealed, List.of()));
    }

    private PlatformId own() {
        return members.get(0);
    }

    private <M extends SignedMessage> WireMessage<M> sign(M message) {
        return WireMessage.sign(message, EPOCH, signer);
    }

    private static WireMessage<?> parsed(byte[] bytes) {
        try {
            return WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("the benchmark's own message was refused", e);
        }
    }

    private static void require(boolean accepted) {
        if (!accepted) {
            throw new IllegalStateException("the benchmark's own signature was refused");
        }
    }

    private byte[] nonce() {
        return ByteBuffer.allocate(SealingKey.NONCE_BYTES)
                .putInt(1)
                .putLong(round)
                .array();
    }
}
