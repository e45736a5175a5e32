package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingReceive;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.DirectFile;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file that was opened DIRECT takes whole blocks: where less comes than was announced, what is left cannot be
 * written, and that is said.
 */
@ExtendWith(LeftOvers.class)
class ShortSourceToDirectFileTest {
    private static final Content CONTENT = Content.of(94);
    private static final int ANNOUNCED = 1024 * 1024;
    private static final int THERE = 300_000;

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void isAvailable() throws IOException {
        DirectFile.assumeAvailable(folder);
    }

    private static FileChannel target(String name) throws IOException {
        return DirectFile.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Its size says 4,096, and it has a line. */
    @Test
    void aFileOfTheSystem() throws IOException {
        Path line = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        Skip.unless(Files.isReadable(line), "there is no " + line);
        try (FileChannel target = target("of-the-system")) {
            assertThat(catchThrowable(() -> ZeroCopyTransfer.send(line, target)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRelayThatEndsEarly() throws IOException {
        try (FileChannel target = target("relayed")) {
            requireExact(
                    "relayed",
                    THERE,
                    () -> ZeroCopyTransfer.relay(ContentSource.of(CONTENT, THERE), target, ANNOUNCED));
        }
    }

    @Test
    void aReceiveThatEndsEarly() throws IOException {
        try (FileChannel target = target("received")) {
            requireExact(
                    "received",
                    THERE,
                    () -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, THERE), target, 0, ANNOUNCED));
        }
    }

    @Test
    void aPendingReceiveThatEndsEarly() throws IOException {
        try (FileChannel target = target("received-by-turns");
                PendingReceive receive = ZeroCopyTransfer.beginReceive(target, 0, ANNOUNCED)) {
            ContentSource source =
                    ContentSource.of(CONTENT, THERE).inPieces(40_000).withZeros();
            requireExact("received-by-turns", THERE, () -> {
                while (!receive.isComplete()) {
                    receive.advance(source);
                    assertThat(receive.transferred()).isEqualTo(Files.size(folder.resolve("received-by-turns")));
                }
            });
        }
    }

    /** A file can be read again: what is not in the target has not been lost. */
    @Test
    void aSendThatEndsEarly() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("short"), THERE);
        try (FileChannel source = FileChannel.open(file);
                FileChannel target = target("sent")) {
            TransferException failure =
                    requireExact("sent", 0, () -> ZeroCopyTransfer.send(source, 0, ANNOUNCED, target));
            assertThat(failure.bytesRead()).isEqualTo(failure.bytesTransferred());
            assertThat(target.position()).as("where a resumed send goes on").isEqualTo(failure.bytesTransferred());
            assertThat(failure).hasMessageContaining("at byte 0 to");
        }
    }

    /** What it says to be in the file is, and no more is; what was read beyond it is said to be lost. */
    private static TransferException requireExact(String name, long read, ThrowingCallable transfer)
            throws IOException {
        TransferException failure = catchThrowableOfType(TransferException.class, transfer);
        long size = Files.size(folder.resolve(name));
        assertThat(failure.bytesTransferred()).isPositive().isEqualTo(size);
        assertThat(failure.bytesRead()).isEqualTo(Math.max(read, size));
        assertThat(size % DirectFile.blockBytes(folder)).isZero();
        CONTENT.requireFile(folder.resolve(name), size);
        return failure;
    }

    /** There is no advance that could write what is less than a block: it says so, rather than never to complete. */
    @ParameterizedTest
    @ValueSource(ints = {8192, 100_000, ANNOUNCED})
    void anAdvance(int bytes) throws Exception {
        Path file = CONTENT.writeTo(folder.resolve("source" + bytes), bytes);
        try (FileChannel target = target("advanced" + bytes);
                PendingSend send = ZeroCopyTransfer.begin(Payload.builder()
                        .bytes(ByteBuffer.allocate(4096))
                        .file(file)
                        .build())) {
            Background<Throwable> advancing = Background.start(() -> catchThrowable(() -> send.advance(target)));
            assertThat(advancing.get()).isInstanceOf(IOException.class).hasMessageContaining("DIRECT");
            assertThat(send.isComplete()).isFalse();
            assertThat(target.size()).isZero();
        }
    }
}
