package org.fedner.aggregation.masking;

import org.fedner.crypto.expansion.Keystream;

/** A mask of one context and the pads of the tag that go with it. Its stream can be made once. */
public sealed interface Mask extends AutoCloseable permits PairwiseSecrets, SelfMask {

    /** Whether the stream is added; else it is subtracted. */
    boolean isAdded();

    /** The mask as a stream. The seed is erased by this: there is no second one. */
    Keystream consumeMask();

    /** The mask of the field's part, as a stream; the seed is erased by this. */
    Keystream consumeFieldMask();

    /** The pad for one of the tag's points, with its sign. */
    long signedTagPad(int point);

    @Override
    void close();
}
