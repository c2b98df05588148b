package org.fedner.aggregation.message;

/**
 * A message of an epoch, signed by its sender: sig = Ed25519(lab("sig", type, E, SHA-256(message before sig))).
 *
 * <p>A {@link BulkMessage} carries its bulk after the signature and the bulk's digest before it. What a {@link
 * TrailedMessage} carries after its signature is not signed.
 */
public sealed interface SignedMessage extends Message
        permits EpochRoster,
                Prepare,
                Keys,
                KeySet,
                Seed,
                SeedSet,
                Link,
                LinkSet,
                Ready,
                SealRequest,
                Open,
                RoundVoid,
                Leave,
                Abort,
                Finished,
                Shares,
                Call,
                Survivors,
                Answer,
                Reveal,
                Opened,
                TrailedMessage,
                BulkMessage {}
