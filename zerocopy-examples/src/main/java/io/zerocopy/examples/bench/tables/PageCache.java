package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's copy of a file in memory. */
final class PageCache {
    private PageCache() {}

    /** Whether files in this folder can be dropped from it: in a file system in memory it is all there is. */
    static boolean canDrop(Path folder) throws IOException {
        return Program.isInstalled("dd") && !Files.getFileStore(folder).type().equals("tmpfs");
    }

    /** Lets the next reader wait for the disk. */
    static void drop(Path file) throws IOException {
        // With a count of 0 GNU's dd reads nothing, and advises the kernel that nobody needs the file.
        if (!Program.succeeds(List.of("dd", "if=" + file, "iflag=nocache", "count=0"))) {
            throw new IOException("dd cannot drop " + file + " from the page cache");
        }
    }
}
