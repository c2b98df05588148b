package org.fedner.node.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process in a way that no later one can be taken for it: its number may be given again, also after a restart of the machine.
 *
 * @param pid its number
 * @param started on Linux in clock ticks since the machine started, which no change of the clock moves; else in milliseconds of
 *     the clock
 * @param boot Linux' random id of this run of the machine; empty elsewhere
 */
record OwnProcess(long pid, long started, String boot) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** Of /proc/PID/stat, counted from behind the program's name. */
    private static final int STATE = 0;

    private static final int START_TIME = 19;

    OwnProcess {
        if (pid < 1 || started < 0 || boot == null) {
            throw new IllegalArgumentException("not a process");
        }
    }

    /** This one. */
    static OwnProcess current() {
        long pid = ProcessHandle.current().pid();
        return new OwnProcess(pid, started(pid).orElse(0L), thisBoot());
    }

    static String thisBoot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether the machine was started anew since. */
    boolean isOfEarlierBoot() {
        return !boot.equals(thisBoot());
    }

    /** Whether it still runs, or is stopped, as far as can be seen from here. */
    boolean isAlive() {
        return !isOfEarlierBoot()
                && started(pid).filter(start -> start == started).isPresent();
    }

    /** When the process with this number started; none if there is none, or only its entry that nobody has collected yet. */
    private static Optional<Long> started(long pid) {
        if (Files.exists(BOOT)) {
            return startedOnLinux(pid);
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(handle -> handle.info()
                .startInstant()
                .map(start -> start.toEpochMilli())
                .orElse(0L));
    }

    private static Optional<Long> startedOnLinux(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            boolean isGone = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return isGone ? Optional.empty() : Optional.of(Long.parseLong(fields[START_TIME]));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
