package org.fedner.node;

import java.io.IOException;

/** Threads of what stands between two parties in a test; each ends with its connection. */
public final class Daemon {
    private Daemon() {}

    /** What one does. */
    public interface Work {
        void run() throws IOException;
    }

    public static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // a connection ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
