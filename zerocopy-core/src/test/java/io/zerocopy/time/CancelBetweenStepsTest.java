package io.zerocopy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.Conversation;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cancel that comes while the transfer is in no step: the next step, which would block for ever, ends all the same.
 */
@ExtendWith(LeftOvers.class)
class CancelBetweenStepsTest {
    /** A quarter of a second is usual, the rest is for a busy machine; what is stuck is so for ever. */
    private static final Duration SOON = Duration.ofSeconds(10);

    /** At which question between the arrival of a byte and the write, which blocks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void atAnyQuestionWhetherTheTargetIsOpen(int question) throws Exception {
        Conversation conversation = Conversation.create();
        try (ConnectedPair in = ConnectedPair.tcp();
                ConnectedPair out = ConnectedPair.over(Family.TCP, 16 * 1024);
                CancellingTarget target = new CancellingTarget(out.sender(), conversation)) {
            Background<Throwable> relay = Background.start(() -> catchThrowable(() -> ZeroCopyTransfer.relay(
                    in.receiver(), target, TransferOptions.DEFAULTS.withConversation(conversation))));
            fill(out.sender());
            Await.steady(Duration.ofMillis(50), target.questions::get);
            target.cancelAt = target.questions.get() + question;
            in.sender().write(ByteBuffer.allocate(1));
            Await.until("cancelled, or in the write", () -> target.isCancelled || target.isInWrite);
            if (!target.isCancelled) {
                // There are fewer questions than that.
                conversation.cancel();
            }
            assertThat(Await.within(SOON, relay::isDone)).as("ends soon").isTrue();
            assertThat(relay.get()).isInstanceOf(TransferException.class);
        }
    }

    private static void fill(SocketChannel channel) throws Exception {
        AtomicLong written = new AtomicLong();
        channel.configureBlocking(false);
        Await.steady(Duration.ofMillis(100), () -> written.addAndGet(channel.write(ByteBuffer.allocate(4096))));
        channel.configureBlocking(true);
    }

    private static final class CancellingTarget implements WritableByteChannel {
        private final SocketChannel delegate;
        private final Conversation conversation;
        private final AtomicLong questions = new AtomicLong();
        private volatile long cancelAt;
        private volatile boolean isCancelled;
        private volatile boolean isInWrite;

        CancellingTarget(SocketChannel delegate, Conversation conversation) {
            this.delegate = delegate;
            this.conversation = conversation;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            isInWrite = true;
            return delegate.write(source);
        }

        @Override
        public boolean isOpen() {
            if (questions.incrementAndGet() == cancelAt) {
                conversation.cancel();
                isCancelled = true;
            }
            return delegate.isOpen();
        }

        @Override
        public void close() throws IOException {
            delegate.close();
        }
    }
}
