package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.contract.Lane;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A send that is driven from outside moves what its target takes now, says how far it got, and owns nothing of the
 * caller's.
 */
@ExtendWith(LeftOvers.class)
class PendingSendTest {
    private static final Content CONTENT = Content.of(48);
    private static final int HEADER = 200;
    private static final int SIZE = 5_000_000;
    private static final TransferOptions DEFAULTS = TransferOptions.DEFAULTS;

    @TempDir
    Path folder = Path.of("");

    private Mix mix;

    @BeforeEach
    void makeFile() throws IOException {
        mix = new Mix(CONTENT, folder.resolve("file"), SIZE);
    }

    @AfterEach
    void closeFile() throws IOException {
        mix.close();
    }

    private Payload framed() throws IOException {
        return Payload.builder()
                .bytes(mix.bytes(0, HEADER))
                .file(mix.file(), Mix.FROM + HEADER, 1_000_000)
                .file(mix.channel(), Mix.FROM + HEADER + 1_000_000, SIZE - HEADER - 1_000_000)
                .build();
    }

    private static CheckingTarget target() {
        return new CheckingTarget(CONTENT, Mix.FROM);
    }

    @Test
    void oneAdvanceMovesAtMostOneChunk() throws IOException {
        CheckingTarget target = target();
        try (PendingSend send = ZeroCopyTransfer.begin(framed())) {
            assertThat(send.advance(target)).isEqualTo(1536 * 1024);
        }
        for (long chunk : new long[] {1, HEADER, HEADER + 1, 4_096, 2_000_000}) {
            CheckingTarget other = target();
            try (PendingSend send = ZeroCopyTransfer.begin(framed(), DEFAULTS.withChunkSize(chunk))) {
                assertThat(send.advance(other)).isEqualTo(chunk);
                assertThat(send.advance(other)).isEqualTo(chunk);
                other.check().requireExactly(2 * chunk);
            }
        }
    }

    @Test
    void aFastReaderDoesNotOwnTheLoop() throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, Mix.FROM).readsAll();
                PendingSend send = ZeroCopyTransfer.begin(framed(), DEFAULTS.withChunkSize(100_000))) {
            peer.channel().configureBlocking(false);
            while (!send.isComplete()) {
                assertThat(send.advance(peer.channel())).isLessThanOrEqualTo(100_000);
            }
            peer.finish().requireExactly(SIZE);
        }
    }

    /** If it waited for a reader that reads nothing it would not come back at all. */
    @ParameterizedTest
    @EnumSource(names = ".*_NON_BLOCKING", mode = EnumSource.Mode.MATCH_ALL)
    void aStalledReaderIsNotWaitedFor(Lane lane) throws Exception {
        try (Lane.Open open = lane.open(CONTENT, Mix.FROM);
                PendingSend send = ZeroCopyTransfer.begin(framed())) {
            long moved = Background.start(() -> {
                        long sum = 0;
                        long last = 1;
                        while (last > 0) {
                            last = send.advance(open.target());
                            sum += last;
                        }
                        return sum;
                    })
                    .get();
            assertThat(moved).isBetween(1L, SIZE - 1L).isEqualTo(send.transferred());
            assertThat(send.remaining()).isEqualTo(SIZE - moved);
            assertThat(send.retryAfter()).isEqualTo(Duration.ZERO);
            assertThat(send.isComplete()).isFalse();
            open.release();
            Way.drive(send, open.target());
            open.finish().requireExactly(SIZE);
        }
    }

    @Test
    void aBlockingChannelIsRefusedAndNothingLost() throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, Mix.FROM).readsAll();
                PendingSend send = ZeroCopyTransfer.begin(framed())) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> send.advance(peer.channel())).isInstanceOf(IllegalBlockingModeException.class);
            }
            assertThat(send.transferred()).isZero();
            peer.channel().configureBlocking(false);
            assertThat(send.advance(peer.channel())).isPositive();
            peer.channel().configureBlocking(true);
            assertThatThrownBy(() -> send.advance(peer.channel())).isInstanceOf(IllegalBlockingModeException.class);
            peer.channel().configureBlocking(false);
            Way.drive(send, peer.channel());
            peer.finish().requireExactly(SIZE);
        }
    }

    @Test
    void theStateTellsHowFarItGot() throws IOException {
        CheckingTarget target = target();
        try (PendingSend send = ZeroCopyTransfer.begin(framed())) {
            assertThat(send.transferred()).isZero();
            assertThat(send.remaining()).isEqualTo(SIZE);
            assertThat(send.retryAfter()).isEqualTo(Duration.ZERO);
            assertThatThrownBy(send::result)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0 of 5,000,000");
            send.advance(target);
            assertThatThrownBy(send::result).isInstanceOf(IllegalStateException.class);
            Way.drive(send, target);
            assertThat(send.isComplete()).isTrue();
            assertThat(send.remaining()).isZero();
            assertThat(send.result().bytes()).isEqualTo(SIZE);
            assertThat(send.advance(target)).as("after the end").isZero();
            assertThat(send.result()).isSameAs(send.result());
            target.check().requireExactly(SIZE);
        }
    }

    @Test
    void aPayloadOfNothingIsCompleteAtOnce() throws IOException {
        try (PendingSend send = ZeroCopyTransfer.begin(Payload.builder().build())) {
            assertThat(send.isComplete()).isTrue();
            assertThat(send.result().bytes()).isZero();
            assertThat(send.result().isZeroCopy()).isTrue();
            assertThat(send.advance(target())).isZero();
        }
    }

    @Test
    void itGoesOnWithAnotherChannel() throws Exception {
        CheckingTarget first = target();
        try (PendingSend send = ZeroCopyTransfer.begin(framed(), DEFAULTS.withChunkSize(700_000))) {
            long there = send.advance(first);
            try (Peer peer = Peer.expecting(CONTENT, Mix.FROM + there).readsAll()) {
                peer.channel().configureBlocking(false);
                there += send.advance(peer.channel());
                there += send.advance(peer.channel());
                peer.finish().requireExactly(there - first.check().count());
            }
            assertThat(send.transferred()).isEqualTo(there);
            CheckingTarget last = new CheckingTarget(CONTENT, Mix.FROM + there);
            Way.drive(send, last);
            last.check().requireExactly(SIZE - there);
        }
    }

    /** Bytes that were read for the first channel and not taken by it go to the second. */
    @Test
    void whatOneChannelLeftTheNextOneGets() throws IOException {
        CheckingTarget first = target();
        TransferOptions copied = DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID);
        try (PendingSend send = ZeroCopyTransfer.begin(framed(), copied)) {
            for (int i = 0; i < 10; i++) {
                assertThat(send.advance(new OneByte(first))).isEqualTo(1);
            }
            CheckingTarget second = new CheckingTarget(CONTENT, Mix.FROM + 10);
            Way.drive(send, second);
            second.check().requireExactly(SIZE - 10);
        }
    }

    /** Takes one byte and then no more. */
    private static final class OneByte implements WritableByteChannel {
        private final WritableByteChannel delegate;
        private boolean full;

        OneByte(WritableByteChannel delegate) {
            this.delegate = delegate;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (full) {
                return 0;
            }
            full = true;
            delegate.write(source.slice().limit(1));
            source.get();
            return 1;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void closingClosesWhatWasOpenedAndNothingElse() throws Exception {
        try (Peer peer = Peer.expecting(CONTENT, Mix.FROM).readsAll()) {
            peer.channel().configureBlocking(false);
            PendingSend untouched = ZeroCopyTransfer.begin(framed());
            PendingSend begun = ZeroCopyTransfer.begin(framed());
            assertThat(begun.advance(peer.channel())).isPositive();
            for (PendingSend send : List.of(untouched, begun)) {
                long transferred = send.transferred();
                send.close();
                send.close();
                assertThatThrownBy(() -> send.advance(peer.channel()))
                        .isInstanceOf(ClosedChannelException.class)
                        .asString()
                        .startsWith(ClosedChannelException.class.getName() + ": ");
                assertThatThrownBy(send::result).isInstanceOf(IllegalStateException.class);
                assertThat(send.transferred()).isEqualTo(transferred);
                assertThat(send.isComplete()).isFalse();
            }
            assertThat(peer.channel().isOpen()).isTrue();
            assertThat(mix.channel().isOpen()).isTrue();
            peer.finish().requireExactly(begun.transferred());
        }
    }

    @Test
    void aCompleteSendHasNothingOpenBeforeItIsClosed() throws IOException {
        CheckingTarget target = target();
        PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(mix.file(), Mix.FROM, 100));
        Way.drive(send, target);
        // Never closed: the watcher of left-overs counts descriptors.
        assertThat(send.result().bytes()).isEqualTo(100);
    }

    @Test
    void aPausedSendHoldsNoBuffer() throws IOException {
        int count = 200;
        List<PendingSend> sends = new ArrayList<>();
        TransferOptions copied = DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID);
        long before = Gauges.directBytes();
        try {
            for (int i = 0; i < count; i++) {
                PendingSend send = ZeroCopyTransfer.begin(framed(), copied);
                sends.add(send);
                assertThat(send.advance(new OneByte(target()))).isEqualTo(1);
            }
            // Each by itself would be 256 KiB.
            assertThat(Gauges.directBytes() - before).isLessThan(8L * 1024 * 1024);
        } finally {
            for (PendingSend send : sends) {
                send.close();
            }
        }
    }

    @Test
    void theRateHoldsItAndItSaysForHowLong() throws IOException {
        CheckingTarget target = target();
        RateLimit rate = RateLimit.ofBytesPerSecond(1000);
        try (PendingSend send = ZeroCopyTransfer.begin(framed(), DEFAULTS.withRateLimit(rate))) {
            assertThat(send.advance(target)).isPositive().isLessThanOrEqualTo(1000);
            rate.setBytesPerSecond(1);
            while (send.advance(target) > 0) {}
            assertThat(send.retryAfter()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));
            rate.setBytesPerSecond(Long.MAX_VALUE);
            Way.drive(send, target);
            assertThat(send.retryAfter()).isEqualTo(Duration.ZERO);
            target.check().requireExactly(SIZE);
        }
    }

    @Test
    void argumentsComeFirst() throws IOException {
        try (PendingSend send = ZeroCopyTransfer.begin(framed());
                DatagramChannel datagrams = DatagramChannel.open()) {
            assertThatThrownBy(() -> send.advance(Null.of(WritableByteChannel.class)))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> send.advance(datagrams)).isInstanceOf(IllegalArgumentException.class);
            DelegatingTarget closed = new DelegatingTarget(target());
            closed.close();
            assertThatThrownBy(() -> send.advance(closed))
                    .isInstanceOf(ClosedChannelException.class)
                    .asString()
                    .startsWith(ClosedChannelException.class.getName() + ": ");
            assertThat(send.transferred()).isZero();
            CheckingTarget target = target();
            Way.drive(send, target);
            target.check().requireExactly(SIZE);
        }
        assertThatThrownBy(() -> ZeroCopyTransfer.begin(Null.of(Payload.class)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.begin(framed(), Null.of(TransferOptions.class)))
                .isInstanceOf(NullPointerException.class);
    }
}
