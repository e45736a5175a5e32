package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.WithoutSelectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A non-blocking channel that somebody else has written, and that no selector can wait for, is asked again. */
@ExtendWith(LeftOvers.class)
class ForeignSelectableTest {
    private static final Content CONTENT = Content.of(93);
    private static final int SIZE = 300_000;

    @TempDir
    Path folder = Path.of("");

    @Test
    void whoseProviderHasNoSelectors() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (TakesEveryOtherTime target = new TakesEveryOtherTime()) {
            target.configureBlocking(false);
            assertThat(ZeroCopyTransfer.send(file, target).bytes()).isEqualTo(SIZE);
            target.taken.check().requireExactly(SIZE);
        }
    }

    private static final class TakesEveryOtherTime extends AbstractSelectableChannel implements WritableByteChannel {
        private final CheckingTarget taken = new CheckingTarget(CONTENT, 0);
        private boolean isReady;

        TakesEveryOtherTime() {
            super(new WithoutSelectors());
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            isReady = !isReady;
            return isReady ? 0 : taken.write(source);
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_WRITE;
        }

        @Override
        protected void implConfigureBlocking(boolean block) {}

        @Override
        protected void implCloseSelectableChannel() {}
    }
}
