package io.zerocopy.soak;

import io.zerocopy.testkit.DirectMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What there is next to nothing left of, for the jobs of a round. */
enum Shortage {
    OF_NOTHING,
    OF_DESCRIPTORS,
    OF_DIRECT_MEMORY;

    /** From too few for any job to enough for most. */
    private static final int FEWEST_DESCRIPTORS = 4;

    private static final int MOST_DESCRIPTORS = 40;
    private static final int BUFFERS_LEFT = 3;

    /** Takes nearly all there is; whoever closes what is returned gives it back. */
    Closeable begin(Path anyFile) throws IOException {
        return switch (this) {
            case OF_NOTHING -> () -> {};
            case OF_DESCRIPTORS -> descriptors(anyFile);
            case OF_DIRECT_MEMORY -> directMemory();
        };
    }

    private static Closeable descriptors(Path anyFile) throws IOException {
        List<FileChannel> hoard = new ArrayList<>();
        try {
            while (true) {
                hoard.add(FileChannel.open(anyFile));
            }
        } catch (IOException e) {
            int left = ThreadLocalRandom.current().nextInt(FEWEST_DESCRIPTORS, MOST_DESCRIPTORS);
            for (int each = 0; each < left; each++) {
                hoard.remove(hoard.size() - 1).close();
            }
        }
        return () -> {
            for (FileChannel each : hoard) {
                each.close();
            }
        };
    }

    private static Closeable directMemory() {
        List<ByteBuffer> hoard = DirectMemory.takeAll();
        hoard.subList(0, Math.min(hoard.size(), ThreadLocalRandom.current().nextInt(BUFFERS_LEFT)))
                .clear();
        System.gc();
        return () -> {
            hoard.clear();
            System.gc();
        };
    }
}
