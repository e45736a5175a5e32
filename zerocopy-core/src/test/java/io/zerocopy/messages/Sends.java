package io.zerocopy.messages;

import static io.zerocopy.messages.Ground.SIZE;
import static io.zerocopy.messages.Ground.SMALL_STEPS;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.RecordingTarget;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** The situations in which a send fails. */
final class Sends {
    private static final TransferOptions REQUIRE = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Ground ground;
    private final Page page;

    Sends(Ground ground, Page page) {
        this.ground = ground;
        this.page = page;
    }

    void tell() throws IOException {
        page.section("send(Path, WritableByteChannel)");
        beforeTheFirstByte();
        peers();
        limits();
        inTheMiddle();
        page.section("send under REQUIRE");
        required();
        page.section("send(Path, position, count, ...) and send(FileChannel, ...)");
        ranges();
        page.section("send to a channel or stream of one's own");
        foreign();
    }

    private void beforeTheFirstByte() throws IOException {
        Path file = ground.file();
        page.fails("the target is closed", () -> ZeroCopyTransfer.send(file, Ground.closed()));
        try (SocketChannel unconnected = SocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open();
                FileChannel readOnly = FileChannel.open(ground.file())) {
            page.fails("the target is not connected", () -> ZeroCopyTransfer.send(file, unconnected));
            page.fails("the target is a DatagramChannel", () -> ZeroCopyTransfer.send(file, datagrams));
            page.fails("the target was opened to read only", () -> ZeroCopyTransfer.send(file, readOnly));
        }
        page.fails("the target is null", () -> ZeroCopyTransfer.send(file, Null.of(WritableByteChannel.class)));
        try (Peer peer = Ground.reader()) {
            page.fails("no such file", () -> ZeroCopyTransfer.send(ground.at("missing"), peer.channel()));
            page.fails("a folder", () -> ZeroCopyTransfer.send(ground.at(""), peer.channel()));
            page.fails("no regular file", () -> ZeroCopyTransfer.send(Path.of("/dev/null"), peer.channel()));
            Conversation over = Conversation.create();
            over.cancel();
            page.fails(
                    "the conversation was cancelled before",
                    () -> ZeroCopyTransfer.send(file, peer.channel(), TransferOptions.DEFAULTS.withConversation(over)));
        }
        try (Peer peer = Ground.reader()) {
            page.fails("the thread is interrupted", () -> {
                Thread.currentThread().interrupt();
                return ZeroCopyTransfer.send(file, peer.channel());
            });
        }
    }

    private void peers() throws IOException {
        Path file = ground.file();
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails("the peer has reset the connection", () -> ZeroCopyTransfer.send(file, Ground.reset(pair)));
        }
        try (ConnectedPair pair = ConnectedPair.unix()) {
            pair.receiver().close();
            page.fails("the peer of a Unix-domain socket is gone", () -> ZeroCopyTransfer.send(file, pair.sender()));
        }
        Path odd = Files.copy(file, ground.at("two\nlines \u001b[31mand\u202ecolour"));
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails(
                    "a file whose name would write a log of its own",
                    () -> ZeroCopyTransfer.send(odd, Ground.reset(pair)));
        }
    }

    private void limits() throws IOException {
        Path file = Files.write(ground.at("large"), new byte[64 << 20]);
        try (Peer peer = Ground.silent()) {
            page.failsSomewhere(
                    "the peer does not read, stall timeout",
                    () -> ZeroCopyTransfer.send(
                            file, peer.channel(), TransferOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(1))));
        }
        try (Peer peer = Ground.silent()) {
            page.failsSomewhere(
                    "the peer does not read, timeout",
                    () -> ZeroCopyTransfer.send(file, peer.channel(), TransferOptions.DEFAULTS.withTimeout(SHORT)));
        }
        Files.delete(file);
    }

    private void inTheMiddle() throws IOException {
        Path file = ground.file();
        try (Peer peer = Ground.reader()) {
            page.fails(
                    "another thread closes the target",
                    () -> ZeroCopyTransfer.send(
                            file,
                            peer.channel(),
                            Ground.inBetween(() -> peer.channel().close())));
        }
        try (Peer peer = Ground.reader()) {
            page.fails(
                    "another thread interrupts this one",
                    () -> ZeroCopyTransfer.send(
                            file,
                            peer.channel(),
                            Ground.inBetween(() -> Thread.currentThread().interrupt())));
        }
        try (Peer peer = Ground.reader()) {
            Conversation conversation = Conversation.create();
            page.fails(
                    "the conversation is cancelled",
                    () -> ZeroCopyTransfer.send(
                            file,
                            peer.channel(),
                            Ground.inBetween(conversation::cancel).withConversation(conversation)));
        }
        try (Peer peer = Ground.reader()) {
            Path cut = Files.copy(file, ground.at("cut"));
            page.fails(
                    "the file is cut meanwhile",
                    () -> ZeroCopyTransfer.send(cut, peer.channel(), Ground.inBetween(() -> Ground.cut(cut, 200_000))));
        }
    }

    private void required() throws IOException {
        Path file = ground.file();
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails(
                    "the peer has reset the connection",
                    () -> ZeroCopyTransfer.send(file, Ground.reset(pair), REQUIRE));
        }
        Pipe pipe = Pipe.open();
        page.fails("to a Pipe", () -> ZeroCopyTransfer.send(file, pipe.sink(), REQUIRE));
        pipe.sink().close();
        pipe.source().close();
        page.fails("to a channel of one's own", () -> ZeroCopyTransfer.send(file, new RecordingTarget(), REQUIRE));
        page.fails("to a stream", () -> ZeroCopyTransfer.send(file, OutputStream.nullOutputStream(), REQUIRE));
        page.fails("to a ZeroCopyTarget that says NOT_HERE", () -> ZeroCopyTransfer.send(file, new NotHere(), REQUIRE));
        try (FileChannel appending =
                FileChannel.open(ground.at("appended"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            page.failsOnThisJdk("to a file that appends", () -> ZeroCopyTransfer.send(file, appending, REQUIRE));
        }
        try (Peer peer = Ground.reader()) {
            page.fails(
                    "of a file of procfs",
                    () -> ZeroCopyTransfer.send(Path.of("/proc/self/status"), peer.channel(), REQUIRE));
            try (FileChannel foreign = new ForeignFileChannel(FileChannel.open(file))) {
                page.fails(
                        "of a FileChannel that is not the JDK's own",
                        () -> ZeroCopyTransfer.send(foreign, 0, SIZE, peer.channel(), REQUIRE));
            }
            try (FileSystem zip = FileSystems.newFileSystem(ground.at("archive.zip"), Map.of("create", "true"))) {
                Path entry = Files.write(zip.getPath("/entry"), new byte[SIZE]);
                page.fails("of an entry of a zip file", () -> ZeroCopyTransfer.send(entry, peer.channel(), REQUIRE));
            }
        }
    }

    private void ranges() throws IOException {
        Path file = ground.file();
        try (Peer peer = Ground.reader()) {
            page.fails("a negative position", () -> ZeroCopyTransfer.send(file, -1, 1, peer.channel()));
            page.fails(
                    "a position and a count that no file has",
                    () -> ZeroCopyTransfer.send(file, Long.MAX_VALUE, 1, peer.channel()));
            page.fails(
                    "a range behind the end of the file",
                    () -> ZeroCopyTransfer.send(file, 3 * SIZE, 100, peer.channel()));
        }
        try (Peer peer = Ground.reader()) {
            page.fails(
                    "a range that the file has only in part",
                    () -> ZeroCopyTransfer.send(file, 0, 2 * SIZE, peer.channel()));
        }
        try (Peer peer = Ground.reader();
                FileChannel open = FileChannel.open(file);
                FileChannel writeOnly = FileChannel.open(file, StandardOpenOption.WRITE);
                FileChannel both = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            page.fails(
                    "a FileChannel without such a range",
                    () -> ZeroCopyTransfer.send(open, 3 * SIZE, 100, peer.channel()));
            page.fails(
                    "a FileChannel that was opened to write only",
                    () -> ZeroCopyTransfer.send(writeOnly, 0, SIZE, peer.channel()));
            page.fails("a FileChannel into itself", () -> ZeroCopyTransfer.send(both, 0, SIZE, both));
            FileChannel closed = FileChannel.open(file);
            closed.close();
            page.fails("a FileChannel that is closed", () -> ZeroCopyTransfer.send(closed, 0, SIZE, peer.channel()));
        }
    }

    private void foreign() throws IOException {
        Path file = ground.file();
        page.fails(
                "a target that fails",
                () -> ZeroCopyTransfer.send(file, writing(SIZE / 2, () -> {
                    throw new IOException("the tape is at its end");
                })));
        page.fails(
                "a target that has a bug",
                () -> ZeroCopyTransfer.send(file, writing(SIZE / 2, () -> {
                    throw new IllegalStateException("no tape");
                })));
        page.fails(
                "a target whose answers cannot be true", () -> ZeroCopyTransfer.send(file, writing(SIZE / 2, () -> 7)));
        page.fails(
                "a ZeroCopyTarget whose answers cannot be true",
                () -> ZeroCopyTransfer.send(file, new NotHere() {
                    @Override
                    public long transferFrom(FileChannel source, long position, long count) {
                        return count + 1;
                    }
                }));
        OutputStream closed = new FileOutputStream(ground.at("stream").toFile());
        closed.close();
        page.fails("a stream that is closed", () -> ZeroCopyTransfer.send(file, closed));
        page.fails(
                "a channel that the JDK made of a stream",
                () -> ZeroCopyTransfer.send(file, Channels.newChannel(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("the tape is at its end");
                    }
                })));
        try (FileChannel foreign =
                new ForeignFileChannel(FileChannel.open(file), (target, position) -> target.remaining() + 1)) {
            page.fails(
                    "a source whose answers cannot be true",
                    () -> ZeroCopyTransfer.send(foreign, 0, SIZE, new RecordingTarget(), SMALL_STEPS));
        }
        page.fails("a part that is missing by now", () -> {
            Path gone = Files.copy(file, ground.at("gone"));
            Payload payload = Payload.ofFile(gone);
            Files.delete(gone);
            return ZeroCopyTransfer.send(payload, OutputStream.nullOutputStream());
        });
    }

    /** Takes so many bytes, and then does something else. */
    private static WritableByteChannel writing(int bytes, Answer then) {
        return new WritableByteChannel() {
            private int left = bytes;

            @Override
            public int write(ByteBuffer source) throws IOException {
                int taken = Math.min(left, source.remaining());
                if (taken == 0) {
                    return then.give();
                }
                source.position(source.position() + taken);
                left -= taken;
                return taken;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /** What a write does when its channel has had enough. */
    private interface Answer {
        int give() throws IOException;
    }

    /** Takes nothing by itself. */
    private static class NotHere implements ZeroCopyTarget {
        @Override
        public long transferFrom(FileChannel source, long position, long count) {
            return NOT_HERE;
        }

        @Override
        public int write(ByteBuffer source) {
            int bytes = source.remaining();
            source.position(source.limit());
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
