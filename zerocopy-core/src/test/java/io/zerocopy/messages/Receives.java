package io.zerocopy.messages;

import static io.zerocopy.messages.Ground.SIZE;

import io.zerocopy.Durability;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LyingSource;
import io.zerocopy.testkit.ReadLie;
import io.zerocopy.testkit.RecordingTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** The situations in which a receive, a copy or a relay fails. */
final class Receives {
    private static final Content CONTENT = Content.of(17);
    private static final TransferOptions REQUIRE = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.REQUIRE);

    private final Ground ground;
    private final Page page;

    Receives(Ground ground, Page page) {
        this.ground = ground;
        this.page = page;
    }

    void tell() throws IOException {
        page.section("receive(ReadableByteChannel, Path)");
        places();
        sources();
        inTheMiddle();
        page.section("receive(ReadableByteChannel, FileChannel, position, count)");
        intoFiles();
        page.section("receive(InputStream, Path)");
        streams();
        page.section("copy(Path, Path)");
        copies();
        page.section("relay(ReadableByteChannel, WritableByteChannel)");
        relays();
    }

    private static ContentSource source() {
        return ContentSource.of(CONTENT, SIZE).inPieces(100_000);
    }

    private void places() throws IOException {
        page.fails("the target is a folder", () -> ZeroCopyTransfer.receive(source(), ground.at("")));
        page.fails(
                "the target's folder is not there",
                () -> ZeroCopyTransfer.receive(source(), ground.at("missing/upload")));
        page.fails("the target is no regular file", () -> ZeroCopyTransfer.receive(source(), Path.of("/dev/null")));
        Path loop = Files.createSymbolicLink(ground.at("loop"), ground.at("loop"));
        page.fails("the target is a link to itself", () -> ZeroCopyTransfer.receive(source(), loop));
        try (FileSystem zip = FileSystems.newFileSystem(ground.at("uploads.zip"), Map.of("create", "true"))) {
            page.fails(
                    "FSYNC in a zip file",
                    () -> ZeroCopyTransfer.receive(
                            source(),
                            zip.getPath("/entry"),
                            TransferOptions.DEFAULTS.withDurability(Durability.FSYNC)));
        }
    }

    private void sources() throws IOException {
        Path upload = ground.at("upload");
        try (SocketChannel closed = Ground.closed();
                SocketChannel unconnected = SocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open()) {
            page.fails("the source is closed", () -> ZeroCopyTransfer.receive(closed, upload));
            page.fails("the source is not connected", () -> ZeroCopyTransfer.receive(unconnected, upload));
            page.fails("the source is a DatagramChannel", () -> ZeroCopyTransfer.receive(datagrams, upload));
        }
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails("the peer has reset the connection", () -> ZeroCopyTransfer.receive(Ground.reset(pair), upload));
        }
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails(
                    "the peer sends nothing, stall timeout",
                    () -> ZeroCopyTransfer.receive(
                            pair.sender(), upload, TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMillis(200))));
        }
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails(
                    "the peer sends nothing, timeout",
                    () -> ZeroCopyTransfer.receive(
                            pair.sender(),
                            upload,
                            1_000,
                            TransferOptions.DEFAULTS.withTimeout(Duration.ofMillis(1_500))));
        }
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            pair.receiver().write(ByteBuffer.allocate(600));
            pair.receiver().shutdownOutput();
            page.fails("the stream ends too early", () -> ZeroCopyTransfer.receive(pair.sender(), upload, 1_000));
            page.fails("a negative count", () -> ZeroCopyTransfer.receive(pair.sender(), upload, -1));
            page.failsOnThisJdk("REQUIRE", () -> ZeroCopyTransfer.receive(pair.sender(), upload, REQUIRE));
        }
        page.fails(
                "more comes than is allowed",
                () -> ZeroCopyTransfer.receive(source(), upload, TransferOptions.DEFAULTS.withMaxBytes(250_000)));
    }

    private void inTheMiddle() throws IOException {
        Path upload = ground.at("upload");
        page.fails(
                "the source fails",
                () -> ZeroCopyTransfer.receive(
                        source().endingWith(() -> {
                            throw new IOException("the tape is torn");
                        }),
                        upload));
        page.fails(
                "the source has a bug",
                () -> ZeroCopyTransfer.receive(
                        source().endingWith(() -> {
                            throw new IllegalStateException("no tape");
                        }),
                        upload));
        page.fails(
                "another thread interrupts this one",
                () -> ZeroCopyTransfer.receive(
                        source(),
                        upload,
                        Ground.inBetween(() -> Thread.currentThread().interrupt())));
        page.fails("a folder takes the target's place", () -> {
            Path taken = ground.at("taken");
            return ZeroCopyTransfer.receive(
                    source(), taken, Ground.inBetween(() -> Files.createDirectories(taken.resolve("by"))));
        });
    }

    private void intoFiles() throws IOException {
        Path file = ground.file();
        try (FileChannel readOnly = FileChannel.open(file);
                FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel appending = FileChannel.open(file, StandardOpenOption.APPEND)) {
            page.fails(
                    "the target was opened to read only", () -> ZeroCopyTransfer.receive(source(), readOnly, 0, 1_000));
            page.fails(
                    "the target was opened to append",
                    () -> ZeroCopyTransfer.receive(
                            source(),
                            appending,
                            10,
                            1_000,
                            TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID)));
            page.failsOnThisJdk(
                    "the target was opened to append, and the JDK is asked",
                    () -> ZeroCopyTransfer.receive(source(), appending, 10, 1_000));
            page.fails(
                    "a position and a count that no file has",
                    () -> ZeroCopyTransfer.receive(source(), open, Long.MAX_VALUE, 1_000));
            page.fails("from itself", () -> ZeroCopyTransfer.receive(open, open, 10, 1_000));
            page.fails(
                    "the stream ends too early",
                    () -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 600), open, 4_096, 1_000));
        }
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE);
                ConnectedPair pair = ConnectedPair.tcp()) {
            page.failsOnThisJdk("REQUIRE", () -> ZeroCopyTransfer.receive(pair.sender(), open, 0, 1_000, REQUIRE));
        }
        FileChannel closed = FileChannel.open(file, StandardOpenOption.WRITE);
        closed.close();
        page.fails("the target is closed", () -> ZeroCopyTransfer.receive(source(), closed, 0, 1_000));
    }

    private void streams() {
        Path upload = ground.at("upload");
        page.fails(
                "the stream ends too early",
                () -> ZeroCopyTransfer.receive(new ByteArrayInputStream(new byte[600]), upload, 1_000));
        page.fails(
                "the stream fails",
                () -> ZeroCopyTransfer.receive(
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("the tape is torn");
                            }

                            @Override
                            public int read(byte[] bytes, int offset, int count) throws IOException {
                                throw new IOException("the tape is torn");
                            }
                        },
                        upload));
        page.fails(
                "a stream whose answers cannot be true",
                () -> ZeroCopyTransfer.receive(
                        new InputStream() {
                            @Override
                            public int read() {
                                return 0;
                            }

                            @Override
                            public int read(byte[] bytes, int offset, int count) {
                                return count + 1;
                            }
                        },
                        upload,
                        1_000));
    }

    private void copies() throws IOException {
        Path file = ground.file();
        Path copy = ground.at("copy");
        page.fails("no such file", () -> ZeroCopyTransfer.copy(ground.at("missing"), copy));
        page.fails("of a folder", () -> ZeroCopyTransfer.copy(ground.at(""), copy));
        page.fails("onto itself", () -> ZeroCopyTransfer.copy(file, file));
        page.fails(
                "another thread interrupts this one",
                () -> ZeroCopyTransfer.copy(
                        file,
                        copy,
                        Ground.inBetween(() -> Thread.currentThread().interrupt())));
        page.fails("a folder takes the copy's place", () -> {
            Path taken = ground.at("taken copy");
            return ZeroCopyTransfer.copy(
                    file, taken, Ground.inBetween(() -> Files.createDirectories(taken.resolve("by"))));
        });
        page.fails("the file is cut meanwhile", () -> {
            Path cut = Files.copy(file, ground.at("cut copy"));
            return ZeroCopyTransfer.copy(cut, copy, Ground.inBetween(() -> Ground.cut(cut, 200_000)));
        });
        page.fails(
                "REQUIRE, of a file of procfs",
                () -> ZeroCopyTransfer.copy(Path.of("/proc/self/status"), copy, REQUIRE));
    }

    private void relays() throws IOException {
        try (SocketChannel closed = Ground.closed();
                ConnectedPair pair = ConnectedPair.tcp();
                ConnectedPair other = ConnectedPair.tcp();
                FileChannel open = FileChannel.open(ground.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            page.fails("the source is closed", () -> ZeroCopyTransfer.relay(closed, other.sender()));
            page.fails("one FileChannel", () -> ZeroCopyTransfer.relay(open, open));
            page.failsOnThisJdk("REQUIRE", () -> ZeroCopyTransfer.relay(pair.sender(), other.sender(), REQUIRE));
            page.failsOnThisJdk(
                    "REQUIRE, from a channel of one's own",
                    () -> ZeroCopyTransfer.relay(source(), other.sender(), REQUIRE));
            page.fails(
                    "the source sends nothing, stall timeout",
                    () -> ZeroCopyTransfer.relay(
                            pair.sender(),
                            other.sender(),
                            TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMillis(200))));
        }
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            page.fails("the target's peer is gone", () -> ZeroCopyTransfer.relay(source(), Ground.reset(pair)));
        }
        page.fails("more comes than is allowed", () -> {
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                return ZeroCopyTransfer.relay(source(), pair.sender(), TransferOptions.DEFAULTS.withMaxBytes(50_000));
            }
        });
        page.fails("the stream ends too early", () -> {
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                return ZeroCopyTransfer.relay(ContentSource.of(CONTENT, 600), pair.sender(), 1_000);
            }
        });
        page.fails("a source whose answers cannot be true", () -> {
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                return ZeroCopyTransfer.relay(new LyingSource(ReadLie.FLIPS, CONTENT, SIZE, 0), pair.sender());
            }
        });
        try (NeverReady never = new NeverReady()) {
            page.fails(
                    "a source that is in blocking mode and does not block",
                    () -> ZeroCopyTransfer.relay(never, new RecordingTarget()));
        }
    }

    /** Says that it blocks, and does not. */
    private static final class NeverReady extends AbstractSelectableChannel implements ReadableByteChannel {
        NeverReady() {
            super(SelectorProvider.provider());
        }

        @Override
        public int read(ByteBuffer target) {
            return 0;
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_READ;
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }
}
