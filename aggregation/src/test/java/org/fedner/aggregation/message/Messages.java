package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.OpenedMask;
import org.fedner.aggregation.masking.OpenedTagKey;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;

/** One message of every kind, from a seed. */
public final class Messages {

    static final Digest EPOCH = Digest.of(new byte[] {1});

    private final Random random;
    private final SigningKey key;

    public Messages(long seed) {
        this.random = new Random(seed);
        this.key = SigningKey.of(SecretBytes.owning(bytes(32)));
    }

    SigningKey key() {
        return key;
    }

    public Map<String, WireMessage<?>> all() {
        Map<String, WireMessage<?>> all = new LinkedHashMap<>();
        all.put("hello_outside", WireMessage.of(hello(new Standing.Outside())));
        all.put("hello_setting_up", WireMessage.of(hello(new Standing.SettingUp(digest()))));
        all.put("hello_in_round", WireMessage.of(hello(new Standing.InRound(digest(), 7, 2))));
        all.put("welcome", WireMessage.of(new Welcome(1, octets(1 + random.nextInt(300)), signature())));
        for (RefusalReason reason : RefusalReason.values()) {
            all.put("refused_" + reason.name().toLowerCase(), WireMessage.of(new Refused(reason)));
        }
        all.put("refused_naming_versions", WireMessage.of(new Refused(RefusalReason.VERSION, List.of(5, 4))));
        all.put("bye", WireMessage.of(new Bye()));
        EpochRoster proposal = new EpochRoster(
                FederationId.ofBytes(bytes(16)), 1 + random.nextInt(99), octets(32), ids(3), octets(83), octets(400));
        all.put("roster", sign(proposal));
        all.put("keys", keys(id()));
        all.put("keyset", sign(new KeySet(EPOCH, ids(3).stream().map(this::keys).toList())));
        all.put("link", link(id(), id()));
        PlatformId to = id();
        all.put(
                "linkset",
                sign(new LinkSet(
                        EPOCH, ids(2).stream().map(from -> link(from, to)).toList())));
        all.put("ready", ready(id(), ids(random.nextInt(4))));
        all.put(
                "snapshot",
                sign(Snapshot.of(
                        EPOCH,
                        ids(2).stream().map(id -> ready(id, ids(3))).toList(),
                        octets(1 + random.nextInt(200)))));
        all.put("open_size", sign(new Open(EPOCH, 0, 0, digest(), digest(), 30_000, confirmations(2))));
        all.put("open", sign(new Open(EPOCH, 12, 3, digest(), digest(), 30_000, List.of())));
        all.put("upload", sign(Upload.of(digest(), id(), tag(), vector())));
        all.put("result", sign(Result.of(digest(), tag(), EPOCH, vector())));
        all.put("void", sign(new RoundVoid(digest(), ids(random.nextInt(3)))));
        all.put("leave", sign(new Leave(EPOCH, id())));
        for (AbortReason reason : AbortReason.values()) {
            all.put("abort_" + reason.name().toLowerCase(), sign(new Abort(EPOCH, reason)));
        }
        all.put("finished", sign(new Finished(EPOCH, digest(), 600)));
        all.put("upload_64", sign(Upload.of(digest(), id(), tag(), wideVector())));
        all.put("result_64", sign(Result.of(digest(), tag(), EPOCH, wideVector())));
        all.put("seed", sign(new Seed(EPOCH, id(), seedPart())));
        all.put("seedset", sign(new SeedSet(EPOCH, List.of(seedPart(), seedPart(), seedPart()))));
        all.put(
                "shares",
                sign(new Shares(EPOCH, id(), 1 + random.nextInt(99), digest(), digest(), octets(80), sealed(2))));
        all.put("call", sign(new Call(EPOCH, 12, digest(), digest(), 30_000, ids(3))));
        all.put("survivors", sign(new Survivors(digest(), ids(2), sealed(2))));
        all.put("ack", ack(id()));
        all.put(
                "quorum",
                WireMessage.relayed(new Quorum(
                        digest(), EPOCH, ids(3).stream().map(this::quorumMember).toList())));
        List<PlatformId> dealers = ids(4);
        all.put(
                "answer",
                sign(new Answer(digest(), id(), revealed(dealers.subList(0, 3)), revealed(dealers.subList(3, 4)))));
        all.put("recovered", sign(Recovered.of(digest(), tag(), EPOCH, ids(4), ids(3), vector())));
        all.put("seal", sign(new SealRequest(EPOCH, digest(), id())));
        all.put("sealed", sign(SealedState.of(EPOCH, id(), id(), octets(17 + random.nextInt(60)))));
        all.put(
                "sealed_snapshot",
                sign(SealedSnapshot.of(
                        SealedState.of(EPOCH, id(), id(), octets(40)),
                        ids(2).stream().map(id -> ready(id, ids(3))).toList())));
        all.put("prepare", sign(new Prepare(proposal)));
        all.put("reveal", reveal(id(), Optional.empty()));
        all.put("reveal_field", reveal(id(), Optional.of(digest())));
        all.put("opened", opened());
        all.put(
                "checkpoint",
                WireMessage.relayed(new ShownCheckpoint(
                        claim(), octets(200), List.of(claim(), claim()), List.of(octets(90)), List.of(0L, 712L))));
        all.put(
                "cosignature",
                WireMessage.relayed(new Cosignatures(
                        List.of(octets(90), octets(70)),
                        List.of(new LogSize("deployment/server", 712), new LogSize("deployment/south", 3)),
                        List.of(claim()))));
        all.put("renewal", WireMessage.of(new Renewal(octets(300))));
        return all;
    }

    private ConsistencyClaim claim() {
        return new ConsistencyClaim(octets(150), random.nextInt(1000), List.of(digest(), digest()));
    }

    private WireMessage<Reveal> reveal(PlatformId platform, Optional<Digest> fieldSeed) {
        List<OpenedPair> pairs = ids(2).stream()
                .map(peer -> new OpenedPair(peer, new OpenedMask(digest(), fieldSeed, tag())))
                .toList();
        OpenedTagKey key = new OpenedTagKey(tag(), List.of(tag(), tag(), tag()));
        return sign(new Reveal(digest(), platform, random.nextBoolean(), key, pairs));
    }

    private WireMessage<Opened> opened() {
        List<PlatformId> members = ids(3);
        return sign(new Opened(
                digest(),
                members.stream()
                        .map(member -> UploadHead.of(sign(Upload.of(digest(), member, tag(), vector()))))
                        .toList(),
                members.stream().map(member -> reveal(member, Optional.empty())).toList()));
    }

    private WireMessage<Ack> ack(PlatformId platform) {
        return sign(new Ack(digest(), platform, digest(), List.of(ackTag(platform), ackTag(platform))));
    }

    /** Every second one without a tag, roughly. */
    private QuorumMember quorumMember(PlatformId platform) {
        byte[] signature = ByteBuffer.allocate(Signature.BYTES)
                .put(digest().bytes())
                .put(digest().bytes())
                .array();
        Optional<AckTag> tag = platform.low() % 2 == 0 ? Optional.of(ackTag(platform)) : Optional.empty();
        return new QuorumMember(platform, Signature.ofBytes(signature), tag);
    }

    private static AckTag ackTag(PlatformId platform) {
        return new AckTag(ByteString.of(platform.bytes()));
    }

    private List<ByteString> sealed(int count) {
        List<ByteString> sealed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sealed.add(octets(Shares.SEALED_BYTES));
        }
        return sealed;
    }

    private List<RevealedShare> revealed(List<PlatformId> dealers) {
        return dealers.stream()
                .map(dealer -> new RevealedShare(dealer, octets(RevealedShare.SHARE_BYTES)))
                .toList();
    }

    private <M extends SignedMessage> WireMessage<M> sign(M message) {
        return WireMessage.sign(message, EPOCH, key);
    }

    private SeedPart seedPart() {
        return new SeedPart(digest(), digest());
    }

    private Hello hello(Standing standing) {
        return new Hello(List.of(2, 1), FederationId.ofBytes(bytes(16)), id(), standing);
    }

    private WireMessage<Keys> keys(PlatformId platform) {
        return sign(new Keys(EPOCH, platform, octets(32), octets(Keys.ENCAPSULATION_KEY_BYTES), digest()));
    }

    private WireMessage<Link> link(PlatformId from, PlatformId to) {
        return sign(new Link(EPOCH, from, to, octets(Link.ENCAPSULATION_BYTES), octets(Link.SEALED_BYTES)));
    }

    private WireMessage<Ready> ready(PlatformId platform, List<PlatformId> previous) {
        return sign(new Ready(EPOCH, platform, digest(), 5, previous, confirmations(2)));
    }

    private List<Confirmation> confirmations(int count) {
        List<Confirmation> confirmations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            confirmations.add(new Confirmation(octets(Confirmation.BYTES)));
        }
        return confirmations;
    }

    private Tag tag() {
        return new Tag(random.nextLong() >>> 4, random.nextLong() >>> 4);
    }

    private RingVector wideVector() {
        return RingVector.owning(random.longs(1 + random.nextInt(20)).toArray());
    }

    private RingVector vector() {
        return RingVector.owning(random.ints(1 + random.nextInt(20)).toArray());
    }

    private List<PlatformId> ids(int count) {
        TreeSet<PlatformId> ids = new TreeSet<>();
        while (ids.size() < count) {
            ids.add(id());
        }
        return List.copyOf(ids);
    }

    private PlatformId id() {
        return new PlatformId(random.nextLong(), random.nextLong());
    }

    private Digest digest() {
        return new Digest(bytes(32));
    }

    private Signature signature() {
        return Signature.ofBytes(bytes(Signature.BYTES));
    }

    private ByteString octets(int count) {
        return ByteString.of(bytes(count));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
