package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Gauges;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.StreamFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams of other file systems' files that fail in odd places, or take long, neither lose nor hold anything. */
@ExtendWith(LeftOvers.class)
class OddStreamTest {
    private static final Content CONTENT = Content.of(100);
    private static final int SIZE = 1000;

    private static ByteBuffer bytes(long position, int count) {
        return ByteBuffer.wrap(CONTENT.bytes(position, count));
    }

    /** All has been read and sent by then: the close changes nothing. */
    @Test
    void aCloseThatFails() throws IOException {
        Path file = failingAtItsClose(0);
        CheckingTarget alone = new CheckingTarget(CONTENT, 0);
        assertThat(ZeroCopyTransfer.send(file, alone).bytes()).isEqualTo(SIZE);
        alone.check().requireExactly(SIZE);

        CheckingTarget all = new CheckingTarget(CONTENT, 0);
        TransferResult result = ZeroCopyTransfer.send(
                Payload.builder()
                        .bytes(bytes(0, 5))
                        .file(failingAtItsClose(5))
                        .bytes(bytes(5 + SIZE, 10))
                        .build(),
                all);
        assertThat(result.bytes()).isEqualTo(SIZE + 15);
        all.check().requireExactly(SIZE + 15);
    }

    private static Path failingAtItsClose(long position) {
        return StreamFile.of(SIZE, () -> new ByteArrayInputStream(CONTENT.bytes(position, SIZE)) {
            @Override
            public void close() throws IOException {
                throw new IOException("a close that fails");
            }
        });
    }

    /** No buffer of the pool is lost with it. */
    @Test
    void anOpenThatFailsUnchecked() throws IOException {
        IllegalStateException bug = new IllegalStateException("a bug of the provider's");
        Payload payload = Payload.builder()
                .bytes(bytes(0, 5))
                .file(StreamFile.of(100 * SIZE, () -> {
                    throw bug;
                }))
                .build();
        long before = Gauges.directCount();
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> ZeroCopyTransfer.send(payload, new CheckingTarget(CONTENT, 0)))
                    .isSameAs(bug);
        }
        assertThat(Gauges.directCount() - before).isLessThan(20);
    }

    /** It would not end if the skip were one step; so slow a stream comes to its position after an hour. */
    @Test
    void aPositionThatIsFarAway() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        Path file = StreamFile.of(Long.MAX_VALUE / 2, () -> new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                reading.countDown();
                return Math.min(length, 64);
            }
        });
        TransferException late = sending(file, TransferOptions.DEFAULTS.withTimeout(Duration.ofMillis(50)))
                .get();
        assertThat(late).isExactlyInstanceOf(TransferTimeoutException.class);
        Background<TransferException> interrupted = sending(file, TransferOptions.DEFAULTS);
        reading.await();
        interrupted.thread().interrupt();
        assertThat(interrupted.get().getCause()).isInstanceOf(ClosedByInterruptException.class);
    }

    private static Background<TransferException> sending(Path file, TransferOptions options) {
        return Background.start(() -> catchThrowableOfType(
                TransferException.class,
                () -> ZeroCopyTransfer.send(file, Long.MAX_VALUE / 4, 1, new CheckingTarget(CONTENT, 0), options)));
    }

    /** Which InputStream forbids: the target is not to blame, nor is the stream asked for ever. */
    @Test
    void aReadOfNothing() throws Exception {
        Path file = StreamFile.of(SIZE, () -> new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return 0;
            }
        });
        TransferException failure = Background.start(() -> catchThrowableOfType(
                        TransferException.class, () -> ZeroCopyTransfer.send(file, new CheckingTarget(CONTENT, 0))))
                .get();
        assertThat(failure).isExactlyInstanceOf(TransferException.class);
        assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
    }
}
