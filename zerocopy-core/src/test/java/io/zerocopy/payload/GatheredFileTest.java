package io.zerocopy.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that goes out in one write with buffers before it is one file, opened once, whatever happens to its name. */
@ExtendWith(LeftOvers.class)
class GatheredFileTest {
    private static final Content CONTENT = Content.of(101);
    private static final int HEADER = 10;
    private static final int BODY = 1000;
    private static final int ALL = 2 * HEADER + BODY;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.write(folder.resolve("file"), CONTENT.bytes(2 * HEADER, BODY));
    }

    /** Two parts of bytes: with the first of them done the file is not the next one yet. */
    private Payload payload() throws IOException {
        return Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, HEADER)))
                .bytes(ByteBuffer.wrap(CONTENT.bytes(HEADER, HEADER)))
                .file(file)
                .build();
    }

    private interface Deed {
        void happen() throws IOException;
    }

    /** Takes some bytes of the first write, and then something happens before that returns. */
    private record Meddling(CheckingTarget delegate, int firstBytes, Deed deed) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            boolean first = delegate.check().count() == 0;
            int bytes = Math.min(source.remaining(), first ? firstBytes : Integer.MAX_VALUE);
            delegate.write(source.slice().limit(bytes));
            source.position(source.position() + bytes);
            if (first) {
                deed.happen();
            }
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @EnumSource
    void replacedWhenHalfOfItIsOut(Way way) throws IOException {
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        Path other = Files.write(folder.resolve("other"), new byte[BODY]);
        way.send(
                payload(),
                new Meddling(
                        target,
                        2 * HEADER + BODY / 2,
                        () -> Files.move(
                                other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)),
                TransferOptions.DEFAULTS);
        target.check().requireExactly(ALL);
    }

    @ParameterizedTest
    @EnumSource
    void deletedWhenAllOfItIsOut(Way way) throws IOException {
        CheckingTarget target = new CheckingTarget(CONTENT, 0);
        TransferResult result =
                way.send(payload(), new Meddling(target, ALL, () -> Files.delete(file)), TransferOptions.DEFAULTS);
        assertThat(result.bytes()).isEqualTo(ALL);
        target.check().requireExactly(ALL);
    }

    /** What is not the JDK's own is read through buffers that nobody else gets. */
    @Test
    void aForeignFileKeepsNoBufferOfThePool() throws IOException {
        List<ByteBuffer> kept = new ArrayList<>();
        try (FileChannel own = FileChannel.open(file);
                FileChannel foreign = new ForeignFileChannel(own, (buffer, position) -> {
                    kept.add(buffer);
                    return own.read(buffer, position);
                })) {
            CheckingTarget target = new CheckingTarget(CONTENT, 2 * HEADER - 5);
            ZeroCopyTransfer.send(
                    Payload.builder()
                            .bytes(ByteBuffer.wrap(CONTENT.bytes(2 * HEADER - 5, 5)))
                            .file(foreign, 0, BODY)
                            .build(),
                    target);
            target.check().requireExactly(5 + BODY);
        }
        assertThat(kept).isNotEmpty();
        CheckingTarget others = new CheckingTarget(CONTENT, 2 * HEADER);
        ZeroCopyTransfer.send(file, new Meddling(others, BODY / 2, () -> kept.forEach(GatheredFileTest::scribble)));
        others.check().requireExactly(BODY);
    }

    /** It has that byte, as its size says: to ask again for ever would hang, and no limit would help. */
    @ParameterizedTest
    @EnumSource
    void aForeignFileThatReadsNothing(Way way) throws Exception {
        try (FileChannel own = FileChannel.open(file);
                FileChannel foreign = new ForeignFileChannel(own, (buffer, position) -> 0)) {
            Payload payload = Payload.builder()
                    .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 5)))
                    .file(foreign, 0, BODY)
                    .build();
            TransferException failure = Background.start(() -> catchThrowableOfType(
                            TransferException.class,
                            () -> way.send(payload, new CheckingTarget(CONTENT, 0), TransferOptions.DEFAULTS)))
                    .get();
            assertThat(failure.side()).isEqualTo(TransferException.Side.SOURCE);
            assertThat(failure.bytesTransferred()).isEqualTo(5);
        }
    }

    private static void scribble(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 'X');
        }
    }

    /** The flag is looked at before the target, whose own methods would close it. */
    @Test
    void anInterruptedAdvanceLeavesAFileOpen() throws IOException {
        Path copy = folder.resolve("copy");
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                PendingSend send = ZeroCopyTransfer.begin(payload())) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> send.advance(target)).isInstanceOf(IOException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(target.isOpen()).isTrue();
            Way.drive(send, target);
            CONTENT.requireFile(copy, ALL);
        }
    }
}
