package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;

/** Bytes on their way to one peer, handed out in slices. */
interface Outgoing {
    /** Of what is to be sent, for the bound on what may wait. */
    long lengthBytes();

    boolean isWritten();

    /** The next slice; only while not {@link #isWritten}. */
    ByteBuf slice();
}
