package org.fedner.aggregation.evidence;

import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;

/**
 * One piece of evidence. All but {@link Proposed} are signed by a party for the epoch of the last {@code Proposed} before
 * them; nothing here is secret.
 */
public sealed interface Exhibit {

    /** The byte that stands for its kind in a file. */
    int kind();

    /** Its bytes in a file, after kind and length; not a copy. */
    byte[] bytes();

    /** Which epoch the exhibits after it are of: members, parameters and roster, under the authority's signature. */
    record Proposed(EpochRoster proposal) implements Exhibit {

        @Override
        public int kind() {
            return 1;
        }

        @Override
        public byte[] bytes() {
            return proposal.encode();
        }
    }

    /** A platform's masked vector, whole. */
    record Uploaded(WireMessage<Upload> upload) implements Exhibit {

        @Override
        public int kind() {
            return 2;
        }

        @Override
        public byte[] bytes() {
            return upload.bytes();
        }
    }

    /** What the server had from a platform, by its head. */
    record UploadNamed(UploadHead head) implements Exhibit {

        @Override
        public int kind() {
            return 3;
        }

        @Override
        public byte[] bytes() {
            return head.bytes().toBytes();
        }
    }

    /** The server's sum, whole. */
    record Summed(WireMessage<Result> result) implements Exhibit {

        @Override
        public int kind() {
            return 4;
        }

        @Override
        public byte[] bytes() {
            return result.bytes();
        }
    }

    /** The server's sum, by its head. */
    record SumNamed(ResultHead head) implements Exhibit {

        @Override
        public int kind() {
            return 5;
        }

        @Override
        public byte[] bytes() {
            return head.bytes().toBytes();
        }
    }

    /** The server's word that an attempt has no sum. */
    record Voided(WireMessage<RoundVoid> outcome) implements Exhibit {

        @Override
        public int kind() {
            return 6;
        }

        @Override
        public byte[] bytes() {
            return outcome.bytes();
        }
    }

    /** Strict, of one kind; signatures are not checked. */
    static Exhibit decode(int kind, byte[] bytes) throws MalformedMessageException {
        return switch (kind) {
            case 1 -> new Proposed(EpochRoster.decode(bytes));
            case 2 -> new Uploaded(message(bytes, Upload.class));
            case 3 -> new UploadNamed(UploadHead.decode(bytes));
            case 4 -> new Summed(message(bytes, Result.class));
            case 5 -> new SumNamed(ResultHead.decode(bytes));
            case 6 -> new Voided(message(bytes, RoundVoid.class));
            default -> throw new MalformedMessageException("no exhibit has kind " + kind);
        };
    }

    private static <M extends SignedMessage> WireMessage<M> message(byte[] bytes, Class<M> kind)
            throws MalformedMessageException {
        return WireMessage.parse(bytes)
                .as(kind)
                .orElseThrow(() -> new MalformedMessageException("an exhibit holds a message of another type"));
    }
}
