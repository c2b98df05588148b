package org.fedner.aggregation.masking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;

/** The members of an epoch, with every pair's chain key at both ends, as key agreement would leave them. */
final class Membership {

    final List<byte[]> ids = new ArrayList<>();
    private final List<List<ChainKey>> chains = new ArrayList<>();

    Membership(int members, long seed) {
        for (int i = 0; i < members; i++) {
            byte[] digest = Sha256.of(bytes(seed, i));
            ids.add(Arrays.copyOf(digest, RoundContext.ID_BYTES));
        }
        for (int i = 0; i < members; i++) {
            List<ChainKey> own = new ArrayList<>();
            for (int j = 0; j < members; j++) {
                if (i != j) {
                    byte[] pair = Sha256.of(bytes(seed, Math.min(i, j)), bytes(seed, Math.max(i, j)));
                    own.add(ChainKey.start(SecretBytes.owning(pair), ids.get(i), ids.get(j)));
                }
            }
            chains.add(own);
        }
    }

    int size() {
        return ids.size();
    }

    RoundContext context() {
        return new RoundContext(
                digest("transcript"),
                0,
                0,
                AggregationMode.ONE_FLIGHT,
                RoundContext.digestOf(ids),
                digest("state"),
                digest("layout"));
    }

    RoundMasking masking(int member, RoundContext context) {
        SecretBytes groupSecret = SecretBytes.owning(Sha256.of(new byte[] {7}));
        return RoundMasking.derive(context, ids.get(member), ids, groupSecret, chains.get(member));
    }

    List<RoundMasking> maskings(RoundContext context) {
        List<RoundMasking> maskings = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            maskings.add(masking(i, context));
        }
        return maskings;
    }

    List<PairwiseSecrets> secrets(int member, RoundContext context) {
        return chains.get(member).stream().map(chain -> chain.derive(context)).toList();
    }

    void advance() {
        chains.forEach(own -> own.forEach(ChainKey::advance));
    }

    static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What a server holds: the sum of masked vectors and the sum of their tags. */
    static final class Server {
        final Ring32Vector sum;
        Tag tag = Tag.ZERO;

        Server(int words) {
            this.sum = RingVector.owning(new int[words]);
        }

        Server receive(Ring32Vector masked, Tag itsTag) {
            sum.add(masked);
            tag = tag.plus(itsTag);
            return this;
        }
    }

    private static byte[] bytes(long seed, int index) {
        return ByteBuffer.allocate(12).putLong(seed).putInt(index).array();
    }
}
