package org.fedner.node.e2e;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.fedner.node.TinyNotes;

/** Holds a hospital's words in memory, in strings and on the stack, and dies of the virtual machine's own fault or of want of memory. */
final class DyingProcess {
    private DyingProcess() {}

    public static void main(String[] how) throws Exception {
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            held.add(TinyNotes.CANARY_TOKEN + " " + TinyNotes.CANARY_TYPE + i);
        }
        if (how[0].equals("memory")) {
            while (true) {
                held.add(new byte[1 << 20]);
            }
        }
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field only = unsafe.getDeclaredField("theUnsafe");
        only.setAccessible(true);
        unsafe.getMethod("putAddress", long.class, long.class).invoke(only.get(null), 1L, held.hashCode());
    }
}
