package io.zerocopy.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Uses up the direct memory that this JVM may have. */
public final class DirectMemory {
    /** Few sizes: the JDK looks for memory for half a second and more before it says that there is none left of one. */
    private static final int[] SIZES = {1024 * 1024, 1024, 1};

    private DirectMemory() {}

    /** Takes all that is left, to the last byte; whoever lets go of the list gives it back. */
    public static List<ByteBuffer> takeAll() {
        List<ByteBuffer> taken = new ArrayList<>();
        for (int bytes : SIZES) {
            take(bytes, taken);
        }
        return taken;
    }

    private static void take(int bytes, List<ByteBuffer> taken) {
        try {
            while (true) {
                taken.add(ByteBuffer.allocateDirect(bytes));
            }
        } catch (OutOfMemoryError e) {
            // As wanted.
        }
    }
}
