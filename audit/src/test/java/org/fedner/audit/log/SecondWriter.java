package org.fedner.audit.log;

import java.nio.file.Path;
import org.fedner.audit.SampleLog;

/** A process of its own that wants to write to a log: ends with 3 where it may not, with 0 where it could. */
final class SecondWriter {
    static final int REFUSED = 3;

    private SecondWriter() {}

    public static void main(String[] arguments) throws Exception {
        try {
            SampleLog.open(Path.of(arguments[0]), 2).close();
        } catch (LogInUseException e) {
            System.exit(REFUSED);
        }
    }
}
