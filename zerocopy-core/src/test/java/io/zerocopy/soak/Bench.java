package io.zerocopy.soak;

import io.zerocopy.RateLimit;
import io.zerocopy.testkit.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What all jobs have together: files, the event loop, the disk executors, a rate. */
record Bench(Path folder, @Nullable Path smallDisk, Content content, Loop loop, Disks disks, RateLimit rate)
        implements AutoCloseable {
    /** One file of which ranges are sent: so long that no two jobs are likely to send the same bytes. */
    static final long RANGES_BYTES = 32L * 1024 * 1024;

    private static final long SHARED_BYTES_PER_SECOND = 16L * 1024 * 1024;

    static Bench in(Path folder, @Nullable Path smallDisk) throws IOException {
        Content content = Content.of(173);
        content.writeTo(folder.resolve("ranges"), RANGES_BYTES);
        for (int size : Plan.WHOLE) {
            content.writeTo(folder.resolve("whole-" + size), size);
        }
        Files.createDirectory(folder.resolve("jobs"));
        return new Bench(
                folder,
                smallDisk,
                content,
                new Loop(),
                new Disks(),
                RateLimit.ofBytesPerSecond(SHARED_BYTES_PER_SECOND));
    }

    Path ranges() {
        return folder.resolve("ranges");
    }

    Path whole(long size) {
        return folder.resolve("whole-" + size);
    }

    Path jobs() {
        return folder.resolve("jobs");
    }

    @Override
    public void close() {
        loop.close();
        disks.close();
    }
}
