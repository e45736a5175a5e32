package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.ColdFile;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.DelegatingTarget;
import io.zerocopy.testkit.HeldExecutor;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the kernel says what is in memory, that alone is handed over which is not, however little it is. */
@ExtendWith(LeftOvers.class)
class ResidencyTest {
    private static final Content CONTENT = Content.of(317);
    private static final int SIZE = 3_000_001;

    @TempDir
    Path folder = Path.of("");

    private final HeldExecutor disk = new HeldExecutor();
    private final TransferOptions options = TransferOptions.DEFAULTS.withDiskExecutor(disk);
    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws Exception {
        Skip.unless(SystemCalls.awaitReady(), "no kernel tier: " + SystemCalls.whyNot());
        file = CONTENT.writeTo(folder.resolve("file"), SIZE);
        try (FileChannel channel = FileChannel.open(file)) {
            Skip.unless(
                    Residency.of(Residency.numberOf(channel), 0, SIZE) == Residency.YES,
                    "this file system does not say what is in memory");
        }
    }

    private void makeCold() throws Exception {
        Skip.unless(ColdFile.make(file), "dd cannot drop a file from memory here");
        try (FileChannel channel = FileChannel.open(file)) {
            // Not where the test begins: whoever is told no has what is there, and behind it, read in.
            Skip.unless(
                    Residency.of(Residency.numberOf(channel), SIZE - 1, 1) == Residency.NO,
                    "this file system keeps it in memory");
        }
    }

    private static CheckingTarget target() {
        return new CheckingTarget(CONTENT, 0);
    }

    private int drive(Payload payload) throws IOException {
        int awaited = 0;
        CheckingTarget target = target();
        try (PendingSend send = ZeroCopyTransfer.begin(payload, options)) {
            while (!send.isComplete()) {
                send.advance(target);
                if (send.awaits() == Awaits.DISK) {
                    awaited++;
                    assertThat(disk.runNext()).isTrue();
                }
            }
        }
        target.check().requireExactly(payload.length());
        return awaited;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_096, 200_000, SIZE})
    void onlyWhatIsNotInMemory(int count) throws Exception {
        assertThat(drive(Payload.ofFile(file, 0, count))).as("hot").isZero();
        assertThat(disk.taken()).isZero();
        makeCold();
        assertThat(drive(Payload.ofFile(file, 0, count))).as("cold").isPositive();
        long taken = disk.taken();
        assertThat(drive(Payload.ofFile(file, 0, count))).as("hot again").isZero();
        assertThat(disk.taken()).isEqualTo(taken);
    }

    /** What one step may move at most can be far more than a file has: the kernel is not asked for each half a MiB. */
    @Test
    void aRangeThatEndsFarBehindTheFile() throws Exception {
        CheckingTarget target = target();
        Background<Throwable> sending = Background.start(() -> catchThrowable(
                () -> ZeroCopyTransfer.send(file, 0, Long.MAX_VALUE, target, options.withChunkSize(Long.MAX_VALUE))));
        assertThat(sending.get()).isInstanceOf(SourceTruncatedException.class);
        target.check().requireExactly(SIZE);
    }

    /** A small range that would go with the bytes before it does not keep them waiting. */
    @Test
    void aSmallRangeBehindBytes() throws Exception {
        Payload framed = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 100)))
                .file(file, 100, 4_000)
                .bytes(ByteBuffer.wrap(CONTENT.bytes(4_100, 100)))
                .build();
        assertThat(drive(framed)).as("hot").isZero();
        makeCold();
        List<Integer> writes = new ArrayList<>();
        CheckingTarget target = target();
        WritableByteChannel noting = new DelegatingTarget(target) {
            @Override
            public int write(ByteBuffer source) throws IOException {
                writes.add(source.remaining());
                return super.write(source);
            }
        };
        try (PendingSend send = ZeroCopyTransfer.begin(framed, options)) {
            while (!send.isComplete()) {
                send.advance(noting);
                // A fast disk may have answered before anybody was sent for it.
                disk.runNext();
            }
        }
        assertThat(writes).startsWith(100);
        target.check().requireExactly(4_200);
    }
}
