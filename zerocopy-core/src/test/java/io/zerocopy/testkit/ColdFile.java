package io.zerocopy.testkit;

import io.zerocopy.linux.SystemCalls;
import java.nio.file.Path;

/** Files that are on the disk and not in memory. */
public final class ColdFile {
    private ColdFile() {}

    /** Clean pages are given up on request, and dd asks for it; false where it cannot. */
    public static boolean make(Path file) throws InterruptedException {
        return Commands.succeed("sync", file.toString())
                && Commands.succeed("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
    }

    /**
     * Sees to it that the library cannot know that the file is in memory. That is so anyway where nobody tells; where
     * the kernel does, it must not be there.
     */
    public static void makeDoubtful(Path file) throws InterruptedException {
        if (SystemCalls.awaitReady()) {
            Skip.unless(make(file), "dd cannot drop a file from memory here");
        }
    }
}
