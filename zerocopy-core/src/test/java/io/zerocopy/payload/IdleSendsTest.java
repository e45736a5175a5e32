package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sends that wait for their peers, or that nobody remembers, do not make the others slow. */
@ExtendWith(LeftOvers.class)
class IdleSendsTest {
    private static final Content CONTENT = Content.of(91);
    private static final int SIZE = 1024 * 1024;
    private static final int IDLE = 8;

    @TempDir
    Path folder = Path.of("");

    @Test
    void doNotMakeTheWritesOfAnotherSmall() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        long alone = writesOfASend(file);
        List<PendingSend> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file));
                idle.add(send);
                send.advance(new TakesTenBytes());
            }
            assertThat(writesOfASend(file)).isEqualTo(alone);
        } finally {
            for (PendingSend send : idle) {
                send.close();
            }
        }
    }

    private static long writesOfASend(Path file) throws IOException {
        CheckingTarget checking = new CheckingTarget(CONTENT, 0);
        try (DelegatingTarget target = new DelegatingTarget(checking)) {
            ZeroCopyTransfer.send(file, target);
            checking.check().requireExactly(SIZE);
            return target.calls();
        }
    }

    private static final class TakesTenBytes implements WritableByteChannel {
        private int left = 10;

        @Override
        public int write(ByteBuffer source) {
            int taken = Math.min(left, source.remaining());
            source.position(source.position() + taken);
            left -= taken;
            return taken;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
