package org.fedner.model.network;

import org.tensorflow.TensorFlow;

/** TensorFlow's native library, for who wants to know before a network is built. */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * The library's version; loads it, which unpacks 650 MB into the user's home the first time.
     *
     * @throws LinkageError when it cannot be loaded
     */
    public static String version() {
        return TensorFlow.version();
    }
}
