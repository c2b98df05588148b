package org.fedner.model.network;

import org.fedner.model.layers.Matrix;
import org.tensorflow.TensorFlow;

/** The native libraries, TensorFlow's and OpenBLAS's, for who wants to know before a network is built. */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * TensorFlow's version; loads both, which unpacks 700 MB into the user's home the first time.
     *
     * @throws LinkageError when one cannot be loaded
     */
    public static String version() {
        new Matrix().close();
        return TensorFlow.version();
    }
}
