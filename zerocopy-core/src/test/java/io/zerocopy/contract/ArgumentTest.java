package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.zerocopy.Payload;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Null;
import io.zerocopy.testkit.RecordingTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can never be right is refused before anything is opened, and channels that cannot be used say so as in the JDK.
 */
@ExtendWith(LeftOvers.class)
class ArgumentTest {
    private static final Path MISSING = Path.of("no such file: arguments come first");
    private static final TransferOptions OPTIONS = TransferOptions.DEFAULTS;
    private static final RecordingTarget CHANNEL = new RecordingTarget();
    private static final OutputStream STREAM = new ByteArrayOutputStream();

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Content.of(11).writeTo(folder.resolve("file"), 1000);
    }

    @TestFactory
    List<DynamicTest> nulls() throws IOException {
        FileChannel closed = FileChannel.open(file);
        closed.close();
        List<ThrowingCallable> calls = List.of(
                () -> ZeroCopyTransfer.send(Null.of(Path.class), CHANNEL),
                () -> ZeroCopyTransfer.send(MISSING, Null.of(WritableByteChannel.class)),
                () -> ZeroCopyTransfer.send(Null.of(Path.class), CHANNEL, OPTIONS),
                () -> ZeroCopyTransfer.send(MISSING, Null.of(WritableByteChannel.class), OPTIONS),
                () -> ZeroCopyTransfer.send(MISSING, CHANNEL, Null.of(TransferOptions.class)),
                () -> ZeroCopyTransfer.send(Null.of(Path.class), 0, 1, CHANNEL),
                () -> ZeroCopyTransfer.send(MISSING, 0, 1, Null.of(WritableByteChannel.class)),
                () -> ZeroCopyTransfer.send(Null.of(Path.class), 0, 1, CHANNEL, OPTIONS),
                () -> ZeroCopyTransfer.send(MISSING, 0, 1, Null.of(WritableByteChannel.class), OPTIONS),
                () -> ZeroCopyTransfer.send(MISSING, 0, 1, CHANNEL, Null.of(TransferOptions.class)),
                () -> ZeroCopyTransfer.send(Null.of(FileChannel.class), 0, 1, CHANNEL),
                () -> ZeroCopyTransfer.send(closed, 0, 1, Null.of(WritableByteChannel.class)),
                () -> ZeroCopyTransfer.send(Null.of(FileChannel.class), 0, 1, CHANNEL, OPTIONS),
                () -> ZeroCopyTransfer.send(closed, 0, 1, Null.of(WritableByteChannel.class), OPTIONS),
                () -> ZeroCopyTransfer.send(closed, 0, 1, CHANNEL, Null.of(TransferOptions.class)),
                () -> ZeroCopyTransfer.send(Null.of(Path.class), STREAM),
                () -> ZeroCopyTransfer.send(MISSING, Null.of(OutputStream.class)),
                () -> ZeroCopyTransfer.send(Null.of(Path.class), STREAM, OPTIONS),
                () -> ZeroCopyTransfer.send(MISSING, Null.of(OutputStream.class), OPTIONS),
                () -> ZeroCopyTransfer.send(MISSING, STREAM, Null.of(TransferOptions.class)));
        List<DynamicTest> tests = new ArrayList<>();
        for (ThrowingCallable call : calls) {
            tests.add(dynamicTest(
                    "null in call " + tests.size(),
                    () -> assertThatThrownBy(call)
                            .isExactlyInstanceOf(NullPointerException.class)
                            .hasMessageMatching("source|target|options")));
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicTest> ranges() throws IOException {
        FileChannel closed = FileChannel.open(file);
        closed.close();
        List<BiFunction<Long, Long, ThrowingCallable>> forms = List.of(
                (position, count) -> () -> ZeroCopyTransfer.send(MISSING, position, count, CHANNEL),
                (position, count) -> () -> ZeroCopyTransfer.send(MISSING, position, count, CHANNEL, OPTIONS),
                (position, count) -> () -> ZeroCopyTransfer.send(closed, position, count, CHANNEL),
                (position, count) -> () -> ZeroCopyTransfer.send(closed, position, count, CHANNEL, OPTIONS));
        long most = Long.MAX_VALUE;
        long[][] ranges = {{-1, 1}, {1, -1}, {Long.MIN_VALUE, 1}, {1, Long.MIN_VALUE}, {most, 1}, {2, most - 1}};
        return Stream.of(ranges)
                .flatMap(range -> forms.stream()
                        .map(form -> dynamicTest(
                                "position " + range[0] + ", count " + range[1],
                                () -> assertThatThrownBy(form.apply(range[0], range[1]))
                                        .isExactlyInstanceOf(IllegalArgumentException.class)
                                        .hasMessageContaining(String.valueOf(range[0])))));
    }

    @Test
    void aDatagramChannelIsRefused() throws IOException {
        try (DatagramChannel datagrams = DatagramChannel.open();
                FileChannel source = FileChannel.open(file)) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> ZeroCopyTransfer.send(MISSING, datagrams),
                    () -> ZeroCopyTransfer.send(MISSING, 0, 1, datagrams),
                    () -> ZeroCopyTransfer.send(source, 0, 1, datagrams))) {
                assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void closedTargets() throws IOException {
        List<WritableByteChannel> targets = new ArrayList<>(List.of(new RecordingTarget()));
        targets.add(FileChannel.open(folder.resolve("copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            targets.add(pipe.sink());
            targets.add(pair.sender());
            for (WritableByteChannel target : targets) {
                target.close();
                assertThatThrownBy(() -> ZeroCopyTransfer.send(file, target))
                        .isInstanceOf(ClosedChannelException.class);
            }
        }
    }

    @Test
    void anUnconnectedTarget() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, channel)).isInstanceOf(NotYetConnectedException.class);
        }
    }

    @Test
    void aTargetOpenForReadingAndASourceOpenForWriting() throws IOException {
        try (FileChannel reading = FileChannel.open(file);
                FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE);
                ConnectedPair pair = ConnectedPair.tcp()) {
            assertThatThrownBy(() -> ZeroCopyTransfer.send(file, reading))
                    .isInstanceOf(NonWritableChannelException.class);
            Path empty = Files.createFile(file.resolveSibling("empty"));
            for (Payload nothing :
                    List.of(Payload.ofFile(empty), Payload.builder().build())) {
                assertThatThrownBy(() -> ZeroCopyTransfer.send(nothing, reading))
                        .isInstanceOf(NonWritableChannelException.class);
            }
            assertThatThrownBy(() -> ZeroCopyTransfer.send(empty, reading))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThat(reading.isOpen()).isTrue();
            for (WritableByteChannel target : List.of(pair.sender(), new RecordingTarget())) {
                for (long count : new long[] {10, 0}) {
                    assertThatThrownBy(() -> ZeroCopyTransfer.send(writing, 0, count, target))
                            .isInstanceOf(NonReadableChannelException.class);
                    assertThatThrownBy(() -> ZeroCopyTransfer.relay(writing, target, count))
                            .isInstanceOf(NonReadableChannelException.class);
                }
            }
            assertThatThrownBy(() -> ZeroCopyTransfer.receive(writing, folder.resolve("received"), 0))
                    .isInstanceOf(NonReadableChannelException.class);
        }
    }

    @Test
    void aClosedSource() throws IOException {
        FileChannel source = FileChannel.open(file);
        source.close();
        assertThatThrownBy(() -> ZeroCopyTransfer.send(source, 0, 10, new RecordingTarget()))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void theTargetIsLookedAtBeforeTheFile() {
        RecordingTarget target = new RecordingTarget();
        target.close();
        assertThatThrownBy(() -> ZeroCopyTransfer.send(MISSING, target)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> ZeroCopyTransfer.send(MISSING, new RecordingTarget()))
                .isInstanceOf(NoSuchFileException.class);
    }

    /** What a channel of the caller's throws is the caller's, whatever it is called. */
    @Test
    void aTargetsOwnNonReadableChannelException() throws IOException {
        Path file = Files.write(folder.resolve("two writes"), new byte[600_000]);
        NonReadableChannelException own = new NonReadableChannelException();
        WritableByteChannel target = new WritableByteChannel() {
            private boolean written;

            @Override
            public int write(ByteBuffer source) {
                if (written) {
                    throw own;
                }
                written = true;
                source.get();
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> ZeroCopyTransfer.send(file, target)).isSameAs(own);
    }
}
