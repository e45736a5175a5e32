package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The end of a part is not taken for a full socket. */
@ExtendWith(LeftOvers.class)
class ManyPartsTest {
    private static final Content CONTENT = Content.of(377);
    private static final int PARTS = 1000;
    private static final int PART_BYTES = 8000;
    private static final int ROUND = 30;

    @TempDir
    Path folder = Path.of("");

    @Test
    void anAdvanceGoesOnFromPartToPart() throws Exception {
        try (FileChannel file = FileChannel.open(CONTENT.writeTo(folder.resolve("file"), (long) ROUND * PART_BYTES));
                ConnectedPair pair = ConnectedPair.tcp();
                Selector selector = Selector.open()) {
            Payload.Builder parts = Payload.builder();
            for (int i = 0; i < PARTS; i++) {
                parts.file(file, (long) (i % ROUND) * PART_BYTES, PART_BYTES);
            }
            Background<Long> reading = Background.start(() -> readRounds(pair.receiver()));
            SocketChannel target = pair.sender();
            target.configureBlocking(false);
            target.register(selector, SelectionKey.OP_WRITE);
            int stopsWithRoom = 0;
            try (PendingSend send = ZeroCopyTransfer.begin(parts.build())) {
                while (!send.isComplete()) {
                    selector.select(key -> {});
                    long moved = send.advance(target);
                    if (!send.isComplete() && moved < MORE_THAN_ONE_PART) {
                        stopsWithRoom++;
                    }
                }
            }
            assertThat(stopsWithRoom).as("advances of one part or less").isLessThan(PARTS / 20);
            target.shutdownOutput();
            assertThat(reading.get()).isEqualTo((long) PARTS * PART_BYTES);
        }
    }

    private static final long MORE_THAN_ONE_PART = PART_BYTES + 1L;

    private static long readRounds(SocketChannel from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        long at = 0;
        while (from.read(buffer.clear()) >= 0) {
            for (buffer.flip(); buffer.hasRemaining(); at++) {
                if (buffer.get() != CONTENT.at(at % ((long) ROUND * PART_BYTES))) {
                    throw new AssertionError("another byte at " + at);
                }
            }
        }
        return at;
    }
}
