package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A source that is not the JDK's own can neither reach into other transfers nor be made to tell of them. */
@ExtendWith(LeftOvers.class)
class ForeignSourceTest {
    private static final Content SECRET = Content.of(102);
    private static final int SIZE = 300_007;

    /** Leaves its bytes in the buffers that the next transfer uses. */
    @BeforeEach
    void relayASecret() throws IOException {
        ZeroCopyTransfer.relay(ContentSource.of(SECRET, SIZE), new CheckingTarget(SECRET, 0));
    }

    /** A read, and an end of stream after it. */
    private static final class Once implements ReadableByteChannel {
        private final Reading reading;
        private boolean done;

        Once(Reading reading) {
            this.reading = reading;
        }

        private interface Reading {
            int read(ByteBuffer target);
        }

        @Override
        public int read(ByteBuffer target) {
            if (done) {
                return -1;
            }
            done = true;
            return reading.read(target);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void whatItSaysItReadAndDidNotIsNotSent() {
        for (int lie : new int[] {1, 100, Integer.MAX_VALUE}) {
            RecordingTarget target = new RecordingTarget();
            assertThatThrownBy(() -> ZeroCopyTransfer.relay(new Once(buffer -> lie), target))
                    .isExactlyInstanceOf(TransferException.class)
                    .hasMessageContaining(Once.class.getName())
                    .hasMessageContaining("answered " + lie);
            assertThat(target.bytes()).isEmpty();
        }
    }

    @Test
    void whatItReadAndDidNotSayIsSent() throws IOException {
        RecordingTarget target = new RecordingTarget();
        ZeroCopyTransfer.relay(
                new Once(buffer -> {
                    buffer.put((byte) 'a').put((byte) 'b');
                    return 1;
                }),
                target);
        assertThat(target.bytes()).asString().isEqualTo("ab");
    }

    @Test
    void itIsNotAskedForMoreThanTheBufferSize() throws IOException {
        List<Integer> asked = new ArrayList<>();
        ZeroCopyTransfer.relay(
                new Once(buffer -> {
                    asked.add(buffer.remaining());
                    buffer.put((byte) 'a');
                    return 1;
                }),
                new RecordingTarget(),
                TransferOptions.DEFAULTS.withBufferSize(512));
        assertThat(asked).containsExactly(512);
    }

    @Test
    void aBufferThatItKeepsIsNobodyElses() throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        ZeroCopyTransfer.relay(
                new Once(buffer -> {
                    kept.add(buffer.duplicate());
                    buffer.put((byte) 'a');
                    return 1;
                }),
                new RecordingTarget());
        // Sockets are read into buffers of the pool.
        for (Wire.Kind kind : new Wire.Kind[] {Wire.Kind.TCP, Wire.Kind.WRAPPED_TCP}) {
            try (Wire in = Wire.open(kind)) {
                Background<Void> giving = in.giveAll(SECRET, 0, SIZE);
                CheckingTarget target = new CheckingTarget(SECRET, 0);
                ZeroCopyTransfer.relay(
                        in.readingEnd(), new Meddling(target, () -> kept.get(0).put(0, (byte) 'X')));
                giving.get();
                target.check().requireExactly(SIZE);
            }
        }
    }

    /** Does something before each write, when the bytes are in the library's hands. */
    private record Meddling(WritableByteChannel delegate, Runnable deed) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            deed.run();
            return delegate.write(source);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
