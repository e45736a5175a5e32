package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.PendingReceive;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A byte of urgent data in the middle of a stream: splice(2) answers there as at the end, or that there is nothing, for
 * ever. The byte is left out, as a read leaves it out, and all that comes behind it arrives.
 */
@ExtendWith(LeftOvers.class)
class UrgentDataIT {
    private static final Content CONTENT = Content.of(151);
    /** Sent with nobody reading: what the buffers of two sockets take. */
    private static final int BEFORE = 150_000;

    private static final int SIZE = 2 * BEFORE;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void requireTier() {
        Tier.assumeHere();
        assertThat(SystemCalls.awaitReady()).isTrue();
    }

    /** What is there when the urgent byte is reached. */
    enum Behind {
        THE_END,
        MORE_TO_COME
    }

    private static void write(SocketChannel to, int position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes(position, count));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private static void writeRest(SocketChannel to, Behind behind) throws IOException {
        to.socket().sendUrgentData(77);
        write(to, BEFORE, SIZE - BEFORE);
        if (behind == Behind.THE_END) {
            to.shutdownOutput();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofAnEventLoop(Behind behind) throws IOException {
        Path file = folder.resolve("file");
        try (ConnectedPair pair = ConnectedPair.tcp();
                Selector selector = Selector.open();
                PendingReceive receive = behind == Behind.THE_END
                        ? ZeroCopyTransfer.beginReceive(file)
                        : ZeroCopyTransfer.beginReceive(file, SIZE)) {
            SocketChannel source = pair.receiver();
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ);
            write(pair.sender(), 0, BEFORE);
            boolean restIsSent = false;
            for (int turns = 0; !receive.isComplete(); turns++) {
                assertThat(turns).as("turns of the loop").isLessThan(1_000);
                receive.advance(source);
                if (receive.transferred() == BEFORE && !restIsSent) {
                    writeRest(pair.sender(), behind);
                    restIsSent = true;
                }
                if (receive.awaits() == Awaits.READABLE) {
                    selector.select(receive.nextCallMillis());
                    selector.selectedKeys().clear();
                }
            }
        }
        CONTENT.requireFile(file, SIZE);
    }

    @Test
    void ofABlockingCall() throws IOException {
        Path file = folder.resolve("file");
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            write(pair.sender(), 0, BEFORE);
            writeRest(pair.sender(), Behind.THE_END);
            assertThat(ZeroCopyTransfer.receive(pair.receiver(), file).bytes()).isEqualTo(SIZE);
        }
        CONTENT.requireFile(file, SIZE);
    }
}
