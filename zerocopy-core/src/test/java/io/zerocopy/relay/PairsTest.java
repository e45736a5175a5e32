package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.receive.Progress;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import io.zerocopy.testkit.Wire;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any channel that can be read goes to any that can be written, and both are left as they were. */
@ExtendWith(LeftOvers.class)
class PairsTest {
    private static final Content CONTENT = Content.of(90);
    private static final int SIZE = 400_001;
    private static final int BEHIND = 20;

    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#pairs")
    void untilItEnds(End source, End target) throws Exception {
        try (Wire in = source.openAsSource();
                Wire out = target.openAsTarget()) {
            Progress progress = new Progress();
            Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
            Background<TransferResult> relaying = Background.start(() -> ZeroCopyTransfer.relay(
                    in.readingEnd(), out.writingEnd(), TransferOptions.DEFAULTS.withListener(progress)));
            Background<Long> reading = Background.start(() -> out.readToEnd(CONTENT, 0));
            TransferResult result = relaying.get();
            giving.get();
            progress.requireEnd(result);
            assertThat(progress.total()).isEqualTo(-1);
            requireRelayed(result, source);
            requireAsBefore(source, in.readingChannel());
            requireAsBefore(target, out.writingChannel());
            requireGoesOn(out, reading);
        }
    }

    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void soManyBytes(End end) throws Exception {
        try (Wire in = end.openAsSource();
                Wire out = end.openAsTarget()) {
            Background<Void> giving = in.giveAll(CONTENT, 0, SIZE + BEHIND);
            Background<TransferResult> relaying =
                    Background.start(() -> ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd(), SIZE));
            Background<Long> reading = Background.start(() -> out.readToEnd(CONTENT, 0));
            requireRelayed(relaying.get(), end);
            requireAsBefore(end, in.readingChannel());
            requireAsBefore(end, out.writingChannel());
            requireGoesOn(out, reading);
            in.readingChannel().configureBlocking(true);
            assertThat(in.readToEnd(CONTENT, SIZE)).isEqualTo(BEHIND);
            giving.get();
        }
    }

    private static void requireRelayed(TransferResult result, End source) {
        boolean own = source.kind() != Wire.Kind.WRAPPED_TCP && source.kind() != Wire.Kind.TLS;
        assertThat(result.bytes()).isEqualTo(SIZE);
        assertThat(own ? Tier.carriedBytes(result) : result.bytesBy(TransferMechanism.HEAP_COPY))
                .isEqualTo(SIZE);
    }

    private static void requireAsBefore(End end, SelectableChannel channel) {
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.isBlocking()).isEqualTo(end.blocking());
        assertThat(channel.isRegistered()).isFalse();
    }

    /** The stream has not ended: what is written now arrives behind the rest. */
    private static void requireGoesOn(Wire out, Background<Long> reading) throws Exception {
        ByteBuffer more = ByteBuffer.wrap(CONTENT.bytes(SIZE, BEHIND));
        while (more.hasRemaining()) {
            out.writingEnd().write(more);
        }
        assertThat(reading.isDone()).isFalse();
        out.endStream();
        assertThat(reading.get()).isEqualTo(SIZE + BEHIND);
    }

    /** The reader comes when the relay has been waiting for it, and the source for the relay. */
    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void aReaderThatComesLate(End end) throws Exception {
        int size = 10 * SIZE;
        try (Wire in = end.openAsSource();
                Wire out = end.openAsTarget()) {
            Progress progress = new Progress();
            Background<Void> giving = in.giveAll(CONTENT, 0, size);
            Background<TransferResult> relaying = Background.start(() -> ZeroCopyTransfer.relay(
                    in.readingEnd(), out.writingEnd(), TransferOptions.DEFAULTS.withListener(progress)));
            Await.until("the first bytes", () -> progress.bytes() > 0);
            Await.steady(Duration.ofMillis(50), progress::bytes);
            assertThat(relaying.isDone()).isFalse();
            assertThat(giving.isDone()).isFalse();
            Background<Long> reading = Background.start(() -> out.readToEnd(CONTENT, 0));
            assertThat(relaying.get().bytes()).isEqualTo(size);
            giving.get();
            out.endStream();
            assertThat(reading.get()).isEqualTo(size);
        }
    }
}
