package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.KIB;
import static io.zerocopy.examples.bench.Contest.LIBRARY;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.Contest.Contender;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.io.function.IOBiConsumer;
import org.apache.commons.io.function.IORunnable;

/** Into a file, from one socket to another, from file to file: each by the library and by what one writes else. */
final class OtherRoads {
    private OtherRoads() {}

    /** From a peer that sends as fast as it can, over what an open file has already: no file system is in the way. */
    static List<Side> intoOpen(Path target, long bytes) {
        return List.of(
                receiving(LIBRARY, target, (source, open) -> ZeroCopyTransfer.receive(source, open, 0, bytes)),
                receiving("transferFrom", target, (source, open) -> {
                    for (long received = 0; received < bytes; ) {
                        long moved = open.transferFrom(source, received, bytes - received);
                        if (moved == 0) {
                            throw new EOFException("the stream ended after " + received + " bytes");
                        }
                        received += moved;
                    }
                }));
    }

    private static Side receiving(String name, Path target, IOBiConsumer<SocketChannel, FileChannel> receive) {
        return Side.overChannel(name, source -> {
            try (FileChannel open = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                receive.accept(source, open);
            }
        });
    }

    static List<Side> relayed(Job giving, long bytes) {
        return List.of(
                relayedByLibrary(giving, bytes),
                byLoop("8 KiB on the heap", giving, bytes, () -> ByteBuffer.allocate(8 * KIB)),
                byLoop("64 KiB direct", giving, bytes, () -> ByteBuffer.allocateDirect(64 * KIB)));
    }

    private static Side byLoop(String name, Job giving, long bytes, Supplier<ByteBuffer> buffers) {
        return relaying(name, giving, (source, target) -> {
            ByteBuffer buffer = buffers.get();
            for (long missing = bytes; missing > 0; ) {
                int read = source.read(buffer.clear().limit((int) Math.min(buffer.capacity(), missing)));
                if (read < 0) {
                    throw new EOFException("the stream ended " + missing + " bytes too early");
                }
                missing -= read;
                buffer.flip();
                while (buffer.hasRemaining()) {
                    target.write(buffer);
                }
            }
        });
    }

    static Side relayedByLibrary(Job giving, long bytes) {
        return relaying(LIBRARY, giving, (source, target) -> ZeroCopyTransfer.relay(source, target, bytes));
    }

    /** The peer is both ends; the connection to the end that sends is made in the time that counts, for all sides. */
    private static Side relaying(String name, Job giving, IOBiConsumer<SocketChannel, SocketChannel> relay) {
        return Side.overChannel(name, target -> {
            try (SocketChannel source = Peer.connect(target.getRemoteAddress(), giving)) {
                source.write(ByteBuffer.wrap(new byte[] {Job.GO}));
                relay.accept(source, target);
                Peer.finish(source);
            }
        });
    }

    /** Instead of a file that is there; no peer has anything to do. */
    static List<Contender> copied(Path file, ScratchFolder scratch) throws IOException {
        Path source = scratch.file("source");
        Path target = scratch.file("copy");
        // Both ends in there: writing to a disk goes on after a round has ended.
        Files.copy(file, source);
        long bytes = Files.size(source);
        return List.of(
                copying(LIBRARY, bytes, () -> ZeroCopyTransfer.copy(source, target)),
                copying("Files.copy", bytes, () -> Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING)));
    }

    private static Contender copying(String name, long bytes, IORunnable copy) {
        return new Contender(name, () -> {
            Meter meter = Meter.start();
            copy.run();
            return meter.read(1, bytes);
        });
    }
}
