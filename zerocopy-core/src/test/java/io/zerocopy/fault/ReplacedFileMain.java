package io.zerocopy.fault;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends a path again and again while whole files of other sizes are renamed over it: each send must be one of the
 * files, all of it.
 */
final class ReplacedFileMain {
    private static final int[] SIZES = {100_000, 230_000, 3_000_000};
    /** Larger than each file: one step would move it. */
    private static final int CHUNK = 8 * 1024 * 1024;

    private ReplacedFileMain() {}

    /** Arguments: an empty folder, whether the socket is blocking, how many sends. */
    public static void main(String[] args) throws Exception {
        run(Path.of(args[0]), Boolean.parseBoolean(args[1]), Integer.parseInt(args[2]));
    }

    static void run(Path folder, boolean isBlocking, int sends) throws Exception {
        for (int i = 0; i < SIZES.length; i++) {
            byte[] content = new byte[SIZES[i]];
            Arrays.fill(content, (byte) i);
            Files.write(folder.resolve("version" + i), content);
        }
        Path name = Files.createLink(folder.resolve("name"), folder.resolve("version0"));
        AtomicBoolean ends = new AtomicBoolean();
        Background<Long> replacing = Background.start(() -> replace(folder, ends));
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            SocketChannel target = pair.sender();
            if (!isBlocking) {
                target.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
            }
            target.configureBlocking(isBlocking);
            Background<Void> reading = Background.start(() -> requireWholeFiles(pair.receiver()));
            for (int i = 0; i < sends; i++) {
                long bytes = ZeroCopyTransfer.send(name, target, TransferOptions.DEFAULTS.withChunkSize(CHUNK))
                        .bytes();
                requireSizeOfOne(bytes);
            }
            target.shutdownOutput();
            reading.get();
        } finally {
            ends.set(true);
            replacing.get();
        }
    }

    private static long replace(Path folder, AtomicBoolean ends) throws IOException {
        Path name = folder.resolve("name");
        Path next = folder.resolve("next");
        long times = 0;
        while (!ends.get()) {
            Files.createLink(next, folder.resolve("version" + times++ % SIZES.length));
            Files.move(next, name, ATOMIC_MOVE, REPLACE_EXISTING);
            // A rename of a link to the same file leaves both.
            Files.deleteIfExists(next);
        }
        return times;
    }

    /** What arrives are runs of one file's bytes; a file may come several times in a row. */
    private static @Nullable Void requireWholeFiles(SocketChannel from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        int version = -1;
        long run = 0;
        while (from.read(buffer.clear()) >= 0) {
            for (buffer.flip(); buffer.hasRemaining(); run++) {
                byte next = buffer.get();
                if (next != version) {
                    requireWhole(version, run);
                    version = next;
                    run = 0;
                }
            }
        }
        requireWhole(version, run);
        return null;
    }

    private static void requireWhole(int version, long run) {
        if (version >= 0 && run % SIZES[version] != 0) {
            throw new AssertionError(run + " bytes of a file of " + SIZES[version]);
        }
    }

    private static void requireSizeOfOne(long bytes) {
        if (Arrays.stream(SIZES).noneMatch(size -> size == bytes)) {
            throw new AssertionError("success with " + bytes + " bytes");
        }
    }
}
