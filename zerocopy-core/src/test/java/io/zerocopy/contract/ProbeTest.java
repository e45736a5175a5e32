package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Probe;
import io.zerocopy.TransferException;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTarget;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.RecordingTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is foretold is what the receipt says afterwards, for each row of the table of roads. */
@ExtendWith(LeftOvers.class)
class ProbeTest {
    private static final Content CONTENT = Content.of(145);
    private static final int SIZE = 300_000;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
    }

    private interface Transfer {
        TransferResult call() throws IOException;
    }

    private static void requireTrue(Probe probe, Transfer transfer) throws IOException {
        TransferResult receipt = transfer.call();
        assertThat(probe.mechanism()).as(probe.toString()).isEqualTo(receipt.mechanism());
        // Why it is a copy is always told, and never of one that is not.
        assertThat(probe.reason().isEmpty()).as(probe.toString()).isEqualTo(receipt.isZeroCopy());
        if (receipt.isZeroCopy()) {
            assertThat(probe.remedy()).isEmpty();
        }
        assertThat(probe.toString()).contains(receipt.mechanism().name()).endsWith(".");
    }

    private void requireTrueSend(WritableByteChannel target) throws IOException {
        requireTrue(ZeroCopyTransfer.probe(file, target), () -> ZeroCopyTransfer.send(file, target));
    }

    @Test
    void fileToSockets() throws Exception {
        for (ConnectedPair.Family family : ConnectedPair.Family.values()) {
            for (boolean blocking : new boolean[] {true, false}) {
                try (Peer peer = Peer.expecting(CONTENT, 0).over(family).readsAll()) {
                    peer.channel().configureBlocking(blocking);
                    requireTrueSend(peer.channel());
                    assertThat(peer.channel().isBlocking()).isEqualTo(blocking);
                    assertThat(peer.channel().isRegistered()).isFalse();
                    peer.finish().requireExactly(SIZE);
                }
            }
        }
    }

    @Test
    void fileToFiles() throws Exception {
        Path target = folder.resolve("target");
        try (FileChannel plain = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            plain.write(ByteBuffer.wrap(new byte[10]));
            plain.position(3);
            requireTrueSend(plain);
            assertThat(plain.position()).isEqualTo(3 + SIZE);
        }
        try (FileChannel appending = FileChannel.open(target, StandardOpenOption.APPEND)) {
            Probe probe = ZeroCopyTransfer.probe(file, appending);
            requireTrueSend(appending);
            assertThat(probe.mechanism()).isEqualTo(TransferMechanism.DIRECT_BUFFER_COPY);
            assertThat(probe.remedy()).isNotEmpty();
        }
    }

    @Test
    void fileToPipesAndWrappers() throws Exception {
        Pipe pipe = Pipe.open();
        Thread reader = new Thread(() -> {
            try (Pipe.SourceChannel source = pipe.source()) {
                ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
                while (source.read(buffer.clear()) >= 0) {
                    // Whatever it is.
                }
            } catch (IOException e) {
                // The send tells.
            }
        });
        reader.start();
        requireTrueSend(pipe.sink());
        pipe.sink().close();
        reader.join();
        requireTrueSend(new CheckingTarget(CONTENT, 0));
        try (WritableByteChannel hidden = Channels.newChannel(Files.newOutputStream(folder.resolve("out")))) {
            requireTrueSend(hidden);
        }
        try (Peer peer = Peer.expecting(CONTENT, 0).readsAll();
                DelegatingTarget target = new DelegatingTarget(peer.channel())) {
            requireTrueSend(target);
            assertThat(target).isNotInstanceOf(ZeroCopyTarget.class);
        }
    }

    @Test
    void filesThatSayTheyAreEmptyAndFilesOfOthers() throws Exception {
        Path procfs = Path.of("/proc/self/status");
        if (Files.exists(procfs)) {
            try (RecordingTarget sink = new RecordingTarget()) {
                requireTrue(ZeroCopyTransfer.probe(procfs, sink), () -> ZeroCopyTransfer.send(procfs, sink));
            }
        }
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("zip"), Map.of("create", "true"));
                RecordingTarget sink = new RecordingTarget()) {
            Path entry = Files.copy(file, zip.getPath("/entry"));
            requireTrue(ZeroCopyTransfer.probe(entry, sink), () -> ZeroCopyTransfer.send(entry, sink));
            ContentSource source = ContentSource.of(CONTENT, SIZE);
            Path other = zip.getPath("/other");
            requireTrue(ZeroCopyTransfer.probe(source, other), () -> ZeroCopyTransfer.receive(source, other));
        }
    }

    @Test
    void channelToFileAndToChannel() throws Exception {
        Path target = folder.resolve("target");
        Path sub = Files.createDirectory(folder.resolve("sub"));
        try (Given given = new Given()) {
            Probe probe = ZeroCopyTransfer.probe(given.channel(), sub.resolve("target"));
            try (Stream<Path> made = Files.list(sub)) {
                assertThat(made).as("nothing is made").isEmpty();
            }
            requireTrue(probe, () -> ZeroCopyTransfer.receive(given.channel(), target, SIZE));
        }
        try (Given given = new Given();
                Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
            requireTrue(
                    ZeroCopyTransfer.probe(given.channel(), peer.channel()),
                    () -> ZeroCopyTransfer.relay(given.channel(), peer.channel(), SIZE));
            peer.finish().requireExactly(SIZE);
        }
        ContentSource foreign = ContentSource.of(CONTENT, SIZE);
        requireTrue(ZeroCopyTransfer.probe(foreign, target), () -> ZeroCopyTransfer.receive(foreign, target));
        try (FileChannel source = FileChannel.open(file);
                RecordingTarget sink = new RecordingTarget()) {
            Probe probe = ZeroCopyTransfer.probe(source, sink);
            assertThat(source.position()).isZero();
            assertThat(probe.remedy()).contains("send");
            requireTrue(probe, () -> ZeroCopyTransfer.relay(source, sink));
        }
    }

    /** A socket from which the content comes. */
    private static final class Given implements AutoCloseable {
        private final ConnectedPair pair = ConnectedPair.tcp();
        private final Thread writer = new Thread(this::write, "writer");

        private Given() throws IOException {
            writer.start();
        }

        private void write() {
            ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes(0, SIZE));
            try {
                while (bytes.hasRemaining()) {
                    pair.sender().write(bytes);
                }
            } catch (IOException e) {
                // The transfer tells.
            }
        }

        private SocketChannel channel() {
            return pair.receiver();
        }

        @Override
        public void close() throws IOException {
            pair.close();
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void failsAsTheTransferWould() throws Exception {
        try (SocketChannel unconnected = SocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open();
                RecordingTarget sink = new RecordingTarget();
                FileChannel channel = FileChannel.open(file)) {
            Path none = folder.resolve("none");
            ContentSource closed = ContentSource.of(CONTENT, 1);
            closed.close();
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(none, sink)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(folder, sink)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(file, unconnected))
                    .isInstanceOf(NotYetConnectedException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(file, datagrams))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(datagrams, sink))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(channel, channel))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(closed, sink)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(channel, folder)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ZeroCopyTransfer.probe(channel, none.resolve("below")))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void anInterruptedThreadClosesNothing() throws Exception {
        try (ConnectedPair pair = ConnectedPair.tcp();
                FileChannel target = FileChannel.open(
                        folder.resolve("target"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> ZeroCopyTransfer.probe(file, target))
                        .isInstanceOf(TransferException.class)
                        .hasCauseInstanceOf(ClosedByInterruptException.class);
                assertThatThrownBy(() -> ZeroCopyTransfer.probe(pair.receiver(), target))
                        .isInstanceOf(TransferException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(target.isOpen()).isTrue();
        }
    }
}
