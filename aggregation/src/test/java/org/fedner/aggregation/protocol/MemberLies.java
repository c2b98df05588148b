package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;

/** What a lying platform sends instead, under its own valid signature. */
final class MemberLies {

    private MemberLies() {}

    /** The messages of that kind of lie in place of a true one; the true one itself if it does not fit. */
    static List<WireMessage<?>> instead(Fault.Kind kind, WireMessage<?> truth, Digest epoch, SigningKey key) {
        if (truth.message() instanceof Upload upload) {
            return switch (kind) {
                case WRONG_TAG ->
                    signed(
                            epoch,
                            key,
                            Upload.of(upload.context(), upload.platform(), other(upload.tag()), upload.vector()));
                case SECOND_UPLOAD -> {
                    RingVector second = upload.vector().copy();
                    second.set(0, second.word(0) == 7 ? 8 : 7);
                    List<WireMessage<?>> both = new ArrayList<>(List.of(truth));
                    both.addAll(
                            signed(epoch, key, Upload.of(upload.context(), upload.platform(), upload.tag(), second)));
                    yield both;
                }
                case WRONG_SIZE ->
                    signed(
                            epoch,
                            key,
                            Upload.of(
                                    upload.context(),
                                    upload.platform(),
                                    upload.tag(),
                                    upload.vector().ring().zero(upload.vector().size() + 1)));
                case ANOTHERS_NAME ->
                    signed(
                            epoch,
                            key,
                            Upload.of(upload.context(), new PlatformId(1, 1), upload.tag(), upload.vector()));
                default -> List.of(truth);
            };
        }
        if (kind == Fault.Kind.BROKEN_LINK && truth.message() instanceof Link link) {
            byte[] sealed = link.sealed().toBytes();
            sealed[0] ^= 1;
            return signed(
                    epoch,
                    key,
                    new Link(link.epoch(), link.from(), link.to(), link.encapsulation(), ByteString.of(sealed)));
        }
        if (kind == Fault.Kind.WRONG_SHARES
                && truth.message() instanceof Answer answer
                && answer.self().size() > 1) {
            List<RevealedShare> self = new ArrayList<>(answer.self());
            self.set(0, new RevealedShare(self.get(0).dealer(), self.get(1).share()));
            return signed(epoch, key, new Answer(answer.context(), answer.platform(), self, answer.pairs()));
        }
        if (kind == Fault.Kind.WRONG_ACK_TAGS && truth.message() instanceof Ack ack) {
            List<AckTag> tags = new ArrayList<>(ack.tags());
            Collections.rotate(tags, 1);
            return signed(epoch, key, new Ack(ack.context(), ack.platform(), ack.survivors(), tags));
        }
        if (kind == Fault.Kind.WRONG_CONFIRMATION && truth.message() instanceof Ready ready) {
            List<Confirmation> confirmations = new ArrayList<>(ready.confirmations());
            Collections.reverse(confirmations);
            return signed(
                    epoch,
                    key,
                    new Ready(
                            ready.epoch(),
                            ready.platform(),
                            ready.state(),
                            ready.modelRound(),
                            ready.previousMembers(),
                            confirmations));
        }
        return List.of(truth);
    }

    private static Tag other(Tag tag) {
        return tag.plus(new Tag(1, 0));
    }

    private static List<WireMessage<?>> signed(Digest epoch, SigningKey key, SignedMessage lie) {
        return List.of(WireMessage.sign(lie, epoch, key));
    }
}
