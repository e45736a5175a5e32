package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.TransferException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A blocking call to a peer that never reads ends in time, whatever it is stuck on; all kinds wait at the same time.
 */
@ExtendWith(LeftOvers.class)
class StuckSendTest {
    private static final Content CONTENT = Content.of(51);
    private static final int HEADER = 200;
    private static final long SIZE = 16L * 1024 * 1024;
    private static final List<Stuck> KINDS = List.of(Stuck.values());
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final double MOST_OF_THE_LIMIT = 1.25;
    /** A machine that is busy with something else wakes threads too late. */
    private static final int ATTEMPTS = 5;

    private static final int MOST_CPU_PERCENT = 5;

    @TempDir
    Path folder = Path.of("");

    private FileChannel file;
    private final List<Silence> peers = new ArrayList<>();

    @BeforeEach
    void openFile() throws IOException {
        file = FileChannel.open(CONTENT.writeTo(folder.resolve("file"), SIZE));
    }

    @AfterEach
    void close() throws IOException {
        for (Silence peer : peers) {
            peer.close();
        }
        file.close();
    }

    private Payload payload() {
        return Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, HEADER)))
                .file(file, HEADER, SIZE - HEADER)
                .build();
    }

    private Silence open(Stuck kind) throws IOException {
        Silence peer = kind.open();
        peers.add(peer);
        return peer;
    }

    enum On {
        PLATFORM_THREADS {
            @Override
            <T> Background<T> start(Callable<T> call) {
                return Background.start(call);
            }
        },
        VIRTUAL_THREADS {
            @Override
            <T> Background<T> start(Callable<T> call) {
                VirtualThreads.assumeAvailable();
                return Background.startVirtual(call);
            }
        };

        abstract <T> Background<T> start(Callable<T> call);
    }

    /** How one call ended. */
    private record Ended(TransferTimeoutException failure, Duration after) {}

    private Background<Ended> start(On threads, Silence peer, TransferOptions options) {
        return threads.start(() -> {
            long start = System.nanoTime();
            try {
                throw new AssertionError("sent: " + peer.send(payload(), options));
            } catch (TransferTimeoutException e) {
                return new Ended(e, Duration.ofNanos(System.nanoTime() - start));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyKindEndsInTime(On threads) throws Exception {
        Map<String, Duration> late = lateEnds(threads);
        for (int attempt = 1; attempt < ATTEMPTS && !late.isEmpty(); attempt++) {
            late = lateEnds(threads);
        }
        assertThat(late).as("later than %s times %s", MOST_OF_THE_LIMIT, LIMIT).isEmpty();
    }

    /** Lets all end, as they must, and returns which of them came too late, and when. */
    private Map<String, Duration> lateEnds(On threads) throws Exception {
        TransferOptions stall = TransferOptions.DEFAULTS.withStallTimeout(LIMIT);
        TransferOptions total = TransferOptions.DEFAULTS.withTimeout(LIMIT);
        int first = peers.size();
        List<Background<Ended>> ends = new ArrayList<>();
        for (Stuck kind : KINDS) {
            ends.add(start(threads, open(kind), stall));
            ends.add(start(threads, open(kind), total));
        }
        Map<String, Duration> late = new HashMap<>();
        for (int next = 0; next < ends.size(); next++) {
            Stuck kind = KINDS.get(next / 2);
            boolean isStall = next % 2 == 0;
            Ended end = ends.get(next).get();
            requireEnd(kind, peers.get(first + next), end, isStall);
            if (end.after().toMillis() > (long) (MOST_OF_THE_LIMIT * LIMIT.toMillis())) {
                late.put(kind + (isStall ? ", stall" : ", timeout"), end.after());
            }
        }
        assertThat(file.isOpen()).as("the caller's file").isTrue();
        return late;
    }

    private static void requireEnd(Stuck kind, Silence peer, Ended end, boolean isStall) throws Exception {
        String what = kind + (isStall ? ", stall" : ", timeout");
        assertThat(end.failure().isStall()).as(what).isEqualTo(isStall);
        assertThat(end.failure().side()).as(what).isEqualTo(TransferException.Side.TARGET);
        assertThat(end.after()).as(what).isGreaterThanOrEqualTo(LIMIT);
        Await.until(what + ": closed", peer::isClosed);
        ContentCheck check = CONTENT.checkFrom(0);
        if (kind.endsInAReset()) {
            assertThatThrownBy(() -> peer.readToEnd(check)).as(what).isInstanceOf(IOException.class);
            assertThat(check.count()).as(what).isLessThanOrEqualTo(end.failure().bytesTransferred());
        } else {
            peer.readToEnd(check);
        }
        check.requireRight();
        assertThat(end.failure().bytesTransferred()).as(what).isBetween(1L, SIZE - 1);
        if (kind.countsWhatThePeerReads()) {
            assertThat(check.count()).as(what).isEqualTo(end.failure().bytesTransferred());
        }
    }

    /** Remembers how far a send has come. */
    private static final class Progress implements TransferListener {
        private volatile long bytes;

        @Override
        public void onProgress(long transferredBytes, long totalBytes) {
            bytes = transferredBytes;
        }
    }

    @Test
    void waitingForALimitIsCheap() throws Exception {
        List<Background<Ended>> sends = new ArrayList<>();
        Progress progress = new Progress();
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(Duration.ofSeconds(10))
                .withListener(progress);
        for (Stuck kind : KINDS) {
            Silence peer = open(kind);
            sends.add(start(On.PLATFORM_THREADS, peer, options));
        }
        Await.steady(Duration.ofMillis(500), () -> progress.bytes);
        long start = System.nanoTime();
        List<Long> cpu = new ArrayList<>();
        for (Background<Ended> send : sends) {
            cpu.add(Gauges.cpuNanos(send.thread()));
        }
        Await.pass(Duration.ofSeconds(1));
        for (int i = 0; i < sends.size(); i++) {
            long used = Gauges.cpuNanos(sends.get(i).thread()) - cpu.get(i);
            assertThat(100.0 * used / (System.nanoTime() - start))
                    .as("CPU per cent of wall: %s", KINDS.get(i))
                    .isLessThan(MOST_CPU_PERCENT);
        }
        for (Silence peer : peers) {
            peer.close();
        }
        for (Background<Ended> send : sends) {
            assertThatThrownBy(send::get).isInstanceOf(TransferException.class);
        }
    }

    /** The key of somebody else's selector keeps the connection until that selector looks. */
    @Test
    void aRegisteredChannelIsResetWhenItsSelectorLooks() throws Exception {
        Duration limit = Duration.ofMillis(300);
        Silence peer = open(Stuck.TCP_NON_BLOCKING);
        try (Selector selector = Selector.open()) {
            SelectionKey key = peer.channel().register(selector, SelectionKey.OP_READ);
            assertThatThrownBy(() -> peer.send(payload(), TransferOptions.DEFAULTS.withStallTimeout(limit)))
                    .isInstanceOf(TransferTimeoutException.class);
            assertThat(peer.isClosed()).isTrue();
            assertThat(key.isValid()).isFalse();
            selector.selectNow();
            ContentCheck check = CONTENT.checkFrom(0);
            assertThatThrownBy(() -> peer.readToEnd(check)).isInstanceOf(IOException.class);
            check.requireRight();
        }
    }
}
