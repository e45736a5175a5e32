package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.InMemory;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Payloads of many parts, of large ones and of large buffers, under limits that a careless way to send them would
 * break.
 */
@ExtendWith(LeftOvers.class)
class PayloadLimitsTest {
    private static final Content CONTENT = Content.of(46);
    private static final int PARTS = 10_000;
    private static final int PART_BYTES = 37;
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;

    @TempDir
    Path folder = Path.of("");

    @Test
    void tenThousandFilesUnderALimitOf256Descriptors() throws Exception {
        Skip.unless(Files.isDirectory(Path.of("/proc/self/fd")), "no procfs to count descriptors in");
        ChildJvm child = ChildJvm.of(ManyParts.class)
                .under("sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh")
                .arguments(folder);
        assertThat(child.run().requireSuccess()).isEqualTo("at most 1 of 256 descriptors");
    }

    /** Sends 10,000 files with bytes between them, and looks again and again how many of them are open. */
    static final class ManyParts {
        private static final int LOOK_EACH = 10;
        private static long steps;
        private static long mostOpen;

        private ManyParts() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Payload.Builder payload = Payload.builder();
            for (int i = 0; i < PARTS; i++) {
                int position = 2 * PART_BYTES * i;
                Path file = folder.resolve("part" + i);
                Files.write(file, CONTENT.bytes(position, PART_BYTES));
                payload.file(file).bytes(ByteBuffer.wrap(CONTENT.bytes(position + PART_BYTES, PART_BYTES)));
            }
            TransferOptions options = TransferOptions.DEFAULTS.withListener(new TransferListener() {
                @Override
                public void onProgress(long transferredBytes, long totalBytes) {
                    if (steps++ % LOOK_EACH == 0) {
                        mostOpen = Math.max(mostOpen, partsOpen(folder));
                    }
                }
            });
            for (Way way : Way.values()) {
                try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                    way.send(payload.build(), peer.channel(), options);
                    peer.finish().requireExactly(2L * PARTS * PART_BYTES);
                }
            }
            System.out.println("at most " + mostOpen + " of " + softLimit() + " descriptors");
        }

        private static long partsOpen(Path folder) {
            long open = 0;
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path descriptor : descriptors) {
                    open += isIn(folder, descriptor) ? 1 : 0;
                }
            } catch (IOException e) {
                return Long.MAX_VALUE;
            }
            return open;
        }

        private static boolean isIn(Path folder, Path descriptor) throws IOException {
            try {
                return Files.readSymbolicLink(descriptor).startsWith(folder);
            } catch (NoSuchFileException e) {
                return false;
            }
        }

        private static String softLimit() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +", -1)[3])
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aLargeBufferNeedsNoDirectMemoryOfItsSize() throws Exception {
        ChildJvm child = ChildJvm.of(LargeBuffer.class).options("-XX:MaxDirectMemorySize=4m", "-Xmx256m");
        long directBytes = Long.parseLong(child.run().requireSuccess());
        assertThat(directBytes).isBetween(1L, 2L * 1024 * 1024);
    }

    /** Sends a buffer of 64 MiB to everything that a channel can be, and prints the direct memory in use at the end. */
    static final class LargeBuffer {
        private LargeBuffer() {}

        public static void main(String[] arguments) throws IOException {
            Payload payload = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(0, BUFFER_BYTES)))
                    .build();
            for (Lane lane : List.of(Lane.TCP_BLOCKING, Lane.PIPE_NON_BLOCKING, Lane.WRAPPED_NON_BLOCKING)) {
                try (Lane.Open open = lane.open(CONTENT, 0)) {
                    open.release();
                    Way way = lane.isBlocking() ? Way.BLOCKING_CALL : Way.EVENT_LOOP;
                    way.send(payload, open.target(), TransferOptions.DEFAULTS);
                    open.finish().requireExactly(BUFFER_BYTES);
                }
            }
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                OutputStream stream = Channels.newOutputStream(peer.channel());
                ZeroCopyTransfer.send(payload, stream);
                peer.finish().requireExactly(BUFFER_BYTES);
            }
            System.out.println(Gauges.directBytes());
        }
    }

    /** By an event loop; that a blocking call does as much is shown for files. */
    @Test
    void partsOfMoreThanTwoGibibytes(@TempDir(factory = InMemory.class) Path memory) throws Exception {
        long gibibyte = 1L << 30;
        Content sparse = Content.sparse(47, 4096, 64L * 1024 * 1024);
        Path file = sparse.writeTo(memory.resolve("huge"), 5 * gibibyte);
        long from = 2 * gibibyte + 12_345;
        long large = 2 * gibibyte + 100;
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(sparse.bytes(from, 200)))
                .file(file, from + 200, large)
                .bytes(ByteBuffer.wrap(sparse.bytes(from + 200 + large, 10)))
                .build();
        assertThat(payload.length()).isEqualTo(large + 210);
        try (Peer peer = Peer.expecting(sparse, from + 1).readsAll()) {
            Way.EVENT_LOOP.send(payload.slice(1, large + 209), peer.channel(), TransferOptions.DEFAULTS);
            peer.finish().requireExactly(large + 209);
        }
        CheckingTarget end = new CheckingTarget(sparse, from + large);
        Way.EVENT_LOOP.send(payload.slice(large, 210), end, TransferOptions.DEFAULTS);
        end.check().requireExactly(210);
    }
}
