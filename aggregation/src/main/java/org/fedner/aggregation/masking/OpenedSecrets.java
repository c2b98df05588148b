package org.fedner.aggregation.masking;

import org.fedner.crypto.SecretBytes;

/** A mask that was opened after a dummy round, to be made once more by who judges that round. */
final class OpenedSecrets extends Mask {

    OpenedSecrets(boolean isAdded, SecretBytes seed, SecretBytes fieldSeed, SecretBytes tagPads) {
        super(isAdded, seed, fieldSeed, tagPads);
    }
}
