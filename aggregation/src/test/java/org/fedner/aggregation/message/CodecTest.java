package org.fedner.aggregation.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** The codec is strict: what it accepts it would write again, byte for byte, and it fails in one way only. */
class CodecTest {

    @Property(tries = 60)
    void everyMessageComesBackAsItWas(@ForAll long seed) throws MalformedMessageException {
        for (WireMessage<?> sent : new Messages(seed).all().values()) {
            WireMessage<?> received = WireMessage.parse(sent.bytes().clone());
            assertThat(received.message().getClass()).isEqualTo(sent.message().getClass());
            assertThat(reencoded(received, new Messages(seed))).isEqualTo(sent.bytes());
        }
    }

    @Property(tries = 5000)
    void randomBytesAreRefusedOrComeBack(@ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 37) int type) {
        if (bytes.length > 0) {
            bytes[0] = (byte) type;
        }
        refusedOrComesBack(bytes, new Messages(0));
    }

    @Property(tries = 150)
    void mutationsAreRefusedOrComeBack(@ForAll long seed) {
        Messages messages = new Messages(seed);
        Random random = new Random(seed);
        for (WireMessage<?> sent : messages.all().values()) {
            byte[] flipped = sent.bytes().clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            refusedOrComesBack(flipped, messages);
            refusedOrComesBack(Arrays.copyOf(sent.bytes(), random.nextInt(sent.bytes().length)), messages);
            byte[] longer = Arrays.copyOf(sent.bytes(), sent.bytes().length + 1);
            assertThatThrownBy(() -> WireMessage.parse(longer)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void everyByteOfASignedMessageIsSignedOrItsSignatureOrATrailer() throws MalformedMessageException {
        Messages messages = new Messages(3);
        for (WireMessage<?> sent : messages.all().values()) {
            boolean isSigned = sent.message() instanceof SignedMessage;
            assertThat(sent.isSignedBy(messages.key().verifyingKey(), Messages.EPOCH))
                    .isEqualTo(isSigned);
            assertThat(sent.isSignedBy(messages.key().verifyingKey(), Digest.of()))
                    .isFalse();
            int covered = sent.message() instanceof TrailedMessage ? sent.signedHead().length : sent.bytes().length;
            for (int i = 0; isSigned && i < covered; i += 7) {
                byte[] flipped = sent.bytes().clone();
                flipped[i] ^= 1;
                try {
                    assertThat(WireMessage.parse(flipped)
                                    .isSignedBy(messages.key().verifyingKey(), Messages.EPOCH))
                            .isFalse();
                } catch (MalformedMessageException e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }
    }

    @Test
    void framesAreWhatTheyWereWhenTheyWereWrittenDown() throws Exception {
        Map<String, String> golden = frames("frames.txt");
        Map<String, WireMessage<?>> now = new Messages(2026).all();
        assertThat(golden.keySet()).containsExactlyInAnyOrderElementsOf(now.keySet());
        now.forEach((name, message) ->
                assertThat(HexFormat.of().formatHex(message.bytes())).as(name).isEqualTo(golden.get(name)));
        for (String frame : golden.values()) {
            WireMessage.parse(HexFormat.of().parseHex(frame));
        }
    }

    @Test
    void badFramesAreRefused() throws Exception {
        Map<String, String> bad = frames("bad_frames.txt");
        assertThat(bad).hasSizeGreaterThan(15);
        bad.forEach((name, frame) -> assertThatThrownBy(
                        () -> WireMessage.parse(HexFormat.of().parseHex(frame)))
                .as(name)
                .isInstanceOf(MalformedMessageException.class));
    }

    /** What every recipient gets another one of must not change what the sender signed. */
    @Test
    void anAcksTagsAreNotSignedAndItsSignatureStandsAlone() throws MalformedMessageException {
        Messages messages = new Messages(5);
        WireMessage<Ack> sent = messages.all().get("ack").as(Ack.class).orElseThrow();
        Ack ack = sent.message();
        Ack bare = new Ack(ack.context(), ack.platform(), ack.survivors(), List.of());
        assertThat(WireMessage.sign(bare, Messages.EPOCH, messages.key()).signature())
                .isEqualTo(sent.signature());
        assertThat(WireMessage.isSignature(
                        sent.signature(), bare, messages.key().verifyingKey(), Messages.EPOCH))
                .isTrue();
        assertThat(WireMessage.isSignature(
                        sent.signature(), bare, messages.key().verifyingKey(), Digest.of()))
                .isFalse();
        Ack other = new Ack(ack.context(), ack.platform(), Digest.of(), List.of());
        assertThat(WireMessage.isSignature(
                        sent.signature(), other, messages.key().verifyingKey(), Messages.EPOCH))
                .isFalse();
        byte[] flipped = sent.bytes().clone();
        flipped[flipped.length - 1] ^= 1;
        WireMessage<?> parsed = WireMessage.parse(flipped);
        assertThat(parsed.isSignedBy(messages.key().verifyingKey(), Messages.EPOCH))
                .isTrue();
        assertThat(parsed.equals(sent)).isFalse();
    }

    @Test
    void aListWithinAListIsRefusedBeforeItIsRead() {
        byte[] nested = WireMessage.sign(new KeySet(Messages.EPOCH, List.of()), Messages.EPOCH, new Messages(4).key())
                .bytes();
        while (nested.length < 65_000) { // some six hundred lists, each the only element of the next
            nested = new WireWriter()
                    .uint(1, MessageType.KEYSET.code())
                    .digest(Messages.EPOCH)
                    .opaque(new WireWriter().opaque(nested, 1, 0xffff).toBytes(), 0, 0xff_ffff)
                    .fixed(new byte[Signature.BYTES])
                    .toBytes();
        }
        byte[] deep = nested;
        FutureTask<WireMessage<?>> parsing = new FutureTask<>(() -> WireMessage.parse(deep));
        new Thread(null, parsing, "small stack", 128 * 1024).start();
        assertThatThrownBy(parsing::get).hasCauseInstanceOf(MalformedMessageException.class);
    }

    private static Map<String, String> frames(String resource) throws IOException {
        Map<String, String> frames = new TreeMap<>();
        try (InputStream in = CodecTest.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int space = line.indexOf(' ');
                frames.put(line.substring(0, space), line.substring(space + 1));
            });
        }
        return frames;
    }

    private static void refusedOrComesBack(byte[] bytes, Messages messages) {
        try {
            WireMessage<?> accepted = WireMessage.parse(bytes.clone());
            byte[] again = reencoded(accepted, messages);
            int unsigned = accepted.message() instanceof SignedMessage
                    ? accepted.signedHead().length - Signature.BYTES
                    : bytes.length;
            assertThat(Arrays.copyOf(again, unsigned)).isEqualTo(Arrays.copyOf(bytes, unsigned));
            int rest = accepted.signedHead().length;
            assertThat(Arrays.copyOfRange(again, rest, again.length))
                    .isEqualTo(Arrays.copyOfRange(bytes, rest, bytes.length));
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static byte[] reencoded(WireMessage<?> message, Messages messages) {
        if (message.message() instanceof SignedMessage signed) {
            return WireMessage.sign(signed, Messages.EPOCH, messages.key()).bytes();
        }
        if (message.message() instanceof RelayedMessage relayed) {
            return WireMessage.relayed(relayed).bytes();
        }
        return WireMessage.of((SessionMessage) message.message()).bytes();
    }
}
