package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Targets;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every range sends just its bytes; one beyond the end sends what is there and fails with the exact count. */
@ExtendWith(LeftOvers.class)
class RangeTest {
    private static final Content CONTENT = Content.of(4);
    private static final int SIZE = 20_011;

    @TempDir
    Path folder = Path.of("");

    /** What the bytes are sent to; each checks them. */
    enum Sink {
        SOCKET,
        CHANNEL,
        FIVE_BYTES_A_CALL
    }

    private record Range(long position, long count) {}

    private static List<Range> ranges() {
        return List.of(
                new Range(0, 0),
                new Range(0, 1),
                new Range(0, SIZE),
                new Range(7, 4096),
                new Range(7, SIZE - 7),
                new Range(SIZE - 1, 1),
                new Range(SIZE, 0),
                new Range(SIZE + 9, 0),
                new Range(0, SIZE + 1),
                new Range(7, SIZE),
                new Range(SIZE, 1),
                new Range(SIZE + 1, 1),
                new Range(8192, Long.MAX_VALUE - 8192),
                new Range(Long.MAX_VALUE - 1, 1));
    }

    @TestFactory
    Stream<DynamicTest> everyRange() throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(Sink.values())
                        .flatMap(sink -> ranges().stream()
                                .map(range -> dynamicTest(
                                        form + " " + range + " to " + sink, () -> send(file, form, range, sink)))));
    }

    private static void send(Path file, Form form, Range range, Sink sink) throws IOException {
        if (sink == Sink.SOCKET) {
            try (Peer peer = Peer.expecting(CONTENT, range.position()).readsAll()) {
                long sent = send(file, form, range, peer.channel());
                peer.finish().requireExactly(sent);
            }
        } else {
            CheckingTarget checking = new CheckingTarget(CONTENT, range.position());
            WritableByteChannel target =
                    sink == Sink.CHANNEL ? checking : Targets.piecewiseWithZeros(checking, 5, SIZE);
            // Zeros park the sender for milliseconds each: a range of a few hundred bytes says as much.
            boolean tooSlow = sink == Sink.FIVE_BYTES_A_CALL && range.count() > 1;
            Range used = tooSlow ? new Range(range.position(), Math.min(range.count(), 300)) : range;
            long sent = send(file, form, used, target);
            ContentCheck check = checking.check();
            check.requireExactly(sent);
        }
    }

    /** Returns what was sent: all, or as much as there is. */
    private static long send(Path file, Form form, Range range, WritableByteChannel target) throws IOException {
        long there = Math.max(0, Math.min(range.count(), SIZE - range.position()));
        TransferOptions options = TransferOptions.DEFAULTS;
        if (there == range.count()) {
            TransferResult result = form.send(file, range.position(), range.count(), target, options);
            assertThat(result.bytes()).isEqualTo(there);
        } else {
            SourceTruncatedException cut = catchThrowableOfType(
                    SourceTruncatedException.class,
                    () -> form.send(file, range.position(), range.count(), target, options));
            assertThat(cut).isNotNull();
            assertThat(cut.bytesTransferred()).isEqualTo(there);
            assertThat(cut.bytesRead()).isEqualTo(there);
            assertThat(cut.side()).isEqualTo(TransferException.Side.SOURCE);
        }
        assertThat(target.isOpen()).isTrue();
        return there;
    }
}
