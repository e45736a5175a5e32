package io.zerocopy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.testkit.ConnectedPair.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tools that the other tests trust. */
@ExtendWith(LeftOvers.class)
class TestkitTest {
    private static final Content CONTENT = Content.of(7);

    @TempDir
    Path folder = Path.of("");

    @Test
    void contentIsTheSameByPositionAndInBulk() {
        Content sparse = Content.sparse(7, 13, 100);
        for (Content content : List.of(CONTENT, sparse)) {
            byte[] bytes = content.bytes(5, 1000);
            for (int i = 0; i < bytes.length; i++) {
                assertThat(bytes[i]).as("byte %s", i).isEqualTo(content.at(5 + i));
            }
        }
    }

    @Test
    void aFileHasTheContent() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("full"), 300_001);
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT.bytes(0, 300_001));
        Content sparse = Content.sparse(7, 1000, 1 << 20);
        Path holes = sparse.writeTo(folder.resolve("holes"), 3_000_000);
        assertThat(Files.readAllBytes(holes)).isEqualTo(sparse.bytes(0, 3_000_000));
    }

    @Test
    void aCheckTellsWhereItWentWrong() {
        ContentCheck check = CONTENT.checkFrom(100);
        check.accept(ByteBuffer.wrap(CONTENT.bytes(100, 50)));
        assertThat(check.firstDifference()).isEqualTo(-1);
        byte[] doubled = CONTENT.bytes(150, 50);
        doubled[20]++;
        check.accept(ByteBuffer.wrap(doubled));
        assertThat(check.firstDifference()).isEqualTo(70);
        assertThat(check.count()).isEqualTo(100);
        assertThatThrownBy(() -> check.requireExactly(100)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @EnumSource
    void peersDoAsTheyAreNamed(Family family) throws Exception {
        byte[] bytes = CONTENT.bytes(0, 1_000_000);
        try (Peer peer = Peer.expecting(CONTENT, 0).over(family).readsAll()) {
            write(bytes, peer.channel());
            peer.finish().requireExactly(bytes.length);
        }
        try (Peer peer = Peer.expecting(CONTENT, 0).over(family).stalls()) {
            write(CONTENT.bytes(0, 1000), peer.channel());
            assertThat(peer.received()).isZero();
            peer.allow(600);
            Await.until("600 bytes", () -> peer.received() == 600);
            peer.release();
            peer.finish().requireExactly(1000);
        }
        try (Peer peer = Peer.expecting(CONTENT, 0).over(family).readsSlowly(1000)) {
            write(CONTENT.bytes(0, 100_000), peer.channel());
            peer.finish().requireExactly(100_000);
        }
        for (Peer vanishing : List.of(
                Peer.expecting(CONTENT, 0).over(family).closesAfter(10_000),
                Peer.expecting(CONTENT, 0).over(family).resetsAfter(10_000))) {
            try (Peer peer = vanishing) {
                assertThatThrownBy(() -> {
                            while (true) {
                                peer.channel().write(ByteBuffer.wrap(bytes));
                            }
                        })
                        .isInstanceOf(IOException.class);
                assertThat(peer.join().count()).isEqualTo(10_000);
            }
        }
    }

    @Test
    void peersInAnotherProcessStallAndRead() throws Exception {
        List<SocketChannel> channels = new ArrayList<>();
        try (PeerProcess peers = PeerProcess.expecting(7)) {
            for (int i = 0; i < 20; i++) {
                SocketChannel channel = peers.connect();
                channels.add(channel);
                write(CONTENT.bytes(0, 5000), channel);
            }
            Await.until("all accepted", () -> peers.report().accepted() == 20);
            assertThat(peers.report()).isEqualTo(new PeerProcess.Report(20, 0, 0, 0));
            for (SocketChannel channel : channels) {
                channel.close();
            }
            assertThat(peers.readToEnd(20)).isEqualTo(new PeerProcess.Report(20, 20, 100_000, 0));
        }
    }

    @Test
    void targetsTakeAsTheyAreNamed() throws IOException {
        CheckingTarget pieces = new CheckingTarget(CONTENT, 3);
        DelegatingTarget piecewise = Targets.piecewiseWithZeros(pieces, 10, 1);
        write(CONTENT.bytes(3, 5000), piecewise);
        pieces.check().requireExactly(5000);
        assertThat(piecewise.bytes()).isEqualTo(5000);
        assertThat(piecewise.calls()).isBetween(500L, 5000L);

        RecordingTarget recording = new RecordingTarget();
        ByteBuffer buffer = ByteBuffer.wrap(new byte[100]);
        WritableByteChannel failing = Targets.failingAfter(recording, 70, new IOException("full"));
        assertThatThrownBy(() -> failing.write(buffer)).hasMessage("full");
        assertThat(buffer.position()).isEqualTo(70);
        assertThat(recording.bytes()).hasSize(70);
    }

    @Test
    void whatIsLeftBehindIsNamed() throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("left open"), 1);
        Belongings before = Belongings.now();
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(open.isOpen()).isTrue();
            thread.start();
            assertThat(String.join("\n", Belongings.now().beyond(before)))
                    .contains("left open")
                    .contains(thread.getName());
            assertThat(String.join("\n", Belongings.openFilesBeyond(before))).contains("left open");
        } finally {
            end.countDown();
            thread.join();
        }
        Await.until("all is as before", () -> Belongings.now().beyond(before).isEmpty());
    }

    private static void write(byte[] bytes, WritableByteChannel target) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
    }
}
