package io.zerocopy.messages;

import static io.zerocopy.messages.Ground.SIZE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.PendingReceive;
import io.zerocopy.PendingRelay;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.RecordingTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The situations in which payloads, transfers of an event loop, probes and options fail. */
final class Pendings {
    private static final byte[] HEAD = "HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII);

    private final Ground ground;
    private final Page page;

    Pendings(Ground ground, Page page) {
        this.ground = ground;
        this.page = page;
    }

    void tell() throws Exception {
        page.section("Payload");
        payloads();
        page.section("PendingSend");
        sends();
        page.section("PendingReceive");
        receives();
        page.section("PendingRelay");
        relays();
        page.section("probe");
        probes();
        page.section("TransferOptions and RateLimit");
        options();
    }

    private void payloads() throws IOException {
        Path file = ground.file();
        Payload whole = Payload.builder().bytes(HEAD).file(file).build();
        page.fails("a file without such a range", () -> Payload.ofFile(file, SIZE, 1));
        page.fails("no such file", () -> Payload.ofFile(ground.at("missing")));
        page.fails("a slice that it does not have", () -> whole.slice(0, 2 * SIZE));
        page.fails("more than a long can count", () -> {
            try (FileChannel open = FileChannel.open(file)) {
                return Payload.builder().file(open, 0, Long.MAX_VALUE).bytes(HEAD);
            }
        });
        page.fails("a file that is shorter by now", () -> {
            Path shorter = Files.copy(file, ground.at("shorter"));
            Payload payload = Payload.builder().bytes(HEAD).file(shorter).build();
            Ground.cut(shorter, 400_000);
            return ZeroCopyTransfer.send(payload, new RecordingTarget());
        });
        page.fails("a FileChannel that is closed by now", () -> {
            FileChannel closed = FileChannel.open(file);
            Payload payload =
                    Payload.builder().bytes(HEAD).file(closed, 0, 1_000).build();
            closed.close();
            return ZeroCopyTransfer.send(payload, new RecordingTarget());
        });
        page.fails("a file that is cut on its way", () -> {
            Path cut = Files.copy(file, ground.at("cut payload"));
            Payload payload = Payload.builder().bytes(HEAD).file(cut).build();
            return ZeroCopyTransfer.send(payload, new RecordingTarget(), Ground.inBetween(() -> Ground.cut(cut, 10)));
        });
        page.fails("the peer has reset the connection", () -> {
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                return ZeroCopyTransfer.send(whole, Ground.reset(pair));
            }
        });
        page.fails("a visitor that takes no foreign files", () -> {
            try (FileSystem zip = FileSystems.newFileSystem(ground.at("payload.zip"), Map.of("create", "true"))) {
                Payload.ofFile(Files.write(zip.getPath("/entry"), HEAD)).accept(Nobody.VISITS);
                return "accepted";
            }
        });
        page.fails("a visitor on a thread that is interrupted", () -> {
            Thread.currentThread().interrupt();
            whole.accept(Nobody.VISITS);
            return "accepted";
        });
    }

    private void sends() throws Exception {
        Payload payload = Payload.builder().bytes(HEAD).file(ground.file()).build();
        try (Peer peer = Ground.silent();
                PendingSend send = ZeroCopyTransfer.begin(payload)) {
            page.says("toString, at first", send);
            page.fails("advance on a channel in blocking mode", () -> send.advance(peer.channel()));
            SocketChannel closedChannel = SocketChannel.open();
            closedChannel.configureBlocking(false);
            closedChannel.close();
            page.fails("advance on a channel that is closed", () -> send.advance(closedChannel));
            try (SocketChannel unconnected = SocketChannel.open()) {
                unconnected.configureBlocking(false);
                page.fails("advance on a channel that is not connected", () -> send.advance(unconnected));
            }
            page.fails("result before it is complete", send::result);
            peer.channel().configureBlocking(false);
            page.fails("advance on a thread that is interrupted", () -> {
                Thread.currentThread().interrupt();
                return send.advance(peer.channel());
            });
            send.onReady(() -> {});
            page.fails("onReady twice", () -> {
                send.onReady(() -> {});
                return "set";
            });
            send.advance(new RecordingTarget());
            page.says("toString, complete", send);
            page.fails("onReady after the first advance", () -> {
                send.onReady(() -> {});
                return "set";
            });
        }
        try (PendingSend nested = ZeroCopyTransfer.begin(payload)) {
            page.fails(
                    "advance inside advance",
                    () -> nested.advance(new DelegatingTarget(new RecordingTarget()) {
                        @Override
                        public int write(ByteBuffer source) throws IOException {
                            return (int) nested.advance(this);
                        }
                    }));
        }
        PendingSend closed = ZeroCopyTransfer.begin(payload);
        closed.close();
        page.says("toString, closed", closed);
        page.fails("advance after close", () -> closed.advance(new RecordingTarget()));
        Conversation conversation = Conversation.create();
        try (PendingSend cancelled =
                        ZeroCopyTransfer.begin(payload, TransferOptions.DEFAULTS.withConversation(conversation));
                Peer peer = Ground.silent()) {
            peer.channel().configureBlocking(false);
            conversation.cancel();
            page.fails("advance after its conversation was cancelled", () -> cancelled.advance(peer.channel()));
            page.says("toString, failed", cancelled);
            page.fails(
                    "begin with a conversation that has been cancelled",
                    () -> ZeroCopyTransfer.begin(payload, TransferOptions.DEFAULTS.withConversation(conversation)));
        }
        try (PendingSend late =
                        ZeroCopyTransfer.begin(payload, TransferOptions.DEFAULTS.withTimeout(Duration.ofNanos(1_000)));
                Peer peer = Ground.silent()) {
            peer.channel().configureBlocking(false);
            TimeUnit.MICROSECONDS.sleep(1);
            page.fails("advance after its time is over", () -> late.advance(peer.channel()));
        }
        page.fails("begin on a thread that is interrupted", () -> {
            Thread.currentThread().interrupt();
            return ZeroCopyTransfer.begin(payload);
        });
    }

    private void receives() throws Exception {
        Path upload = ground.at("pending upload");
        try (ConnectedPair pair = ConnectedPair.tcp();
                PendingReceive receive = ZeroCopyTransfer.beginReceive(upload, 1_000)) {
            page.says("toString, at first", receive);
            page.fails("advance on a channel in blocking mode", () -> receive.advance(pair.sender()));
            pair.sender().configureBlocking(false);
            pair.receiver().write(ByteBuffer.allocate(600));
            receive.advance(pair.sender());
            page.says("toString, in the middle", receive);
            pair.receiver().shutdownOutput();
            page.fails("the stream ends too early", () -> receive.advance(pair.sender()));
            page.says("toString, failed", receive);
        }
        page.fails("a folder takes the target's place", () -> {
            Path taken = ground.at("taken by a folder");
            try (PendingReceive receive = ZeroCopyTransfer.beginReceive(taken, HEAD.length);
                    ConnectedPair pair = ConnectedPair.tcp()) {
                Files.createDirectories(taken.resolve("by"));
                pair.sender().configureBlocking(false);
                pair.receiver().write(ByteBuffer.wrap(HEAD));
                return receive.advance(pair.sender());
            }
        });
        page.fails("no such folder", () -> ZeroCopyTransfer.beginReceive(ground.at("missing/upload")));
        page.fails("on a thread that is interrupted", () -> {
            Thread.currentThread().interrupt();
            return ZeroCopyTransfer.beginReceive(upload);
        });
    }

    private void relays() throws Exception {
        try (ConnectedPair from = ConnectedPair.tcp();
                ConnectedPair to = ConnectedPair.tcp()) {
            PendingRelay relay = ZeroCopyTransfer.beginRelay();
            page.says("toString, at first", relay);
            from.sender().configureBlocking(false);
            page.fails("advance to a channel in blocking mode", () -> relay.advance(from.sender(), to.sender()));
            to.sender().configureBlocking(false);
            from.receiver().write(ByteBuffer.wrap(HEAD));
            relay.advance(from.sender(), to.sender());
            page.says("toString, in the middle", relay);
            page.fails("advance on a thread that is interrupted, in the middle", () -> {
                Thread.currentThread().interrupt();
                return relay.advance(from.sender(), to.sender());
            });
            SocketChannel closedChannel = SocketChannel.open();
            closedChannel.configureBlocking(false);
            closedChannel.close();
            page.fails("advance to a channel that is closed, in the middle", () -> {
                return relay.advance(from.sender(), closedChannel);
            });
            relay.close();
            page.fails("advance after close", () -> relay.advance(from.sender(), to.sender()));
        }
        page.fails("on a thread that is interrupted", () -> {
            Thread.currentThread().interrupt();
            return ZeroCopyTransfer.beginRelay();
        });
        Conversation cancelled = Conversation.create();
        cancelled.cancel();
        page.fails(
                "begin with a conversation that has been cancelled",
                () -> ZeroCopyTransfer.beginRelay(TransferOptions.DEFAULTS.withConversation(cancelled)));
    }

    private void probes() throws IOException {
        Path file = ground.file();
        page.fails("the target is closed", () -> ZeroCopyTransfer.probe(file, Ground.closed()));
        page.fails("the target's folder is not there", () -> {
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                return ZeroCopyTransfer.probe(pair.sender(), ground.at("missing/upload"));
            }
        });
        try (FileChannel target =
                FileChannel.open(ground.at("probed"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            page.fails("a FileChannel, and the thread is interrupted", () -> {
                Thread.currentThread().interrupt();
                return ZeroCopyTransfer.probe(file, target);
            });
        }
    }

    private void options() {
        TransferOptions options = TransferOptions.DEFAULTS;
        page.fails("a negative timeout", () -> options.withTimeout(Duration.ofSeconds(-1)));
        page.fails("a negative limit of bytes", () -> options.withMaxBytes(-1));
        page.fails("a chunk of no bytes", () -> options.withChunkSize(0));
        page.fails("a buffer of no bytes", () -> options.withBufferSize(0));
        page.fails("a rate of nothing", () -> RateLimit.ofBytesPerSecond(0));
    }

    /** Takes nothing. */
    private enum Nobody implements Payload.Visitor {
        VISITS;

        @Override
        public void bytes(ByteBuffer content) {}

        @Override
        public void file(Path file, long position, long count) {}

        @Override
        public void file(FileChannel file, long position, long count) {}
    }
}
