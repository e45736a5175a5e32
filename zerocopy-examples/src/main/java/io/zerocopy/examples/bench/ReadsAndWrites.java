package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a thread asks the kernel to read and to write, as Linux itself counts: that takes no tracer, and makes
 * nothing slower. A sendfile counts as one of each; calls that move no bytes, such as opening a file, as neither.
 *
 * @param reads system calls that read
 * @param writes system calls that write
 */
public record ReadsAndWrites(long reads, long writes) {
    /** Those of the thread that opens it. */
    public static final Path COUNTERS = Path.of("/proc/thread-self/io");

    private static final Pattern CALLS = Pattern.compile("syscr: (\\d+)\\s+syscw: (\\d+)");
    private static final int MOST_BYTES = 512;

    /** Those of one send by the calling thread; none where the system does not count. */
    public static Optional<ReadsAndWrites> of(Side side, InetSocketAddress peer) throws IOException {
        if (!Files.isReadable(COUNTERS)) {
            return Optional.empty();
        }
        try (FileChannel counters = FileChannel.open(COUNTERS);
                Socket socket = Peer.connect(peer, Job.DISCARD, side.wire())) {
            ReadsAndWrites before = look(counters);
            ReadsAndWrites begin = look(counters);
            side.work().accept(socket);
            ReadsAndWrites end = look(counters);
            Peer.finish(socket);
            // To look is to read, and the kernel that does not count that counts nothing.
            ReadsAndWrites looking = begin.minus(before);
            return looking.reads == 0
                    ? Optional.empty()
                    : Optional.of(end.minus(begin).minus(looking));
        }
    }

    private static ReadsAndWrites look(FileChannel counters) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
        counters.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        Matcher matcher = CALLS.matcher(text);
        if (!matcher.find()) {
            throw new IOException(COUNTERS + " has no counts of calls: " + text);
        }
        return new ReadsAndWrites(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    private ReadsAndWrites minus(ReadsAndWrites other) {
        return new ReadsAndWrites(reads - other.reads, writes - other.writes);
    }
}
