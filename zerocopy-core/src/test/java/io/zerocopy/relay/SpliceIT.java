package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.TransferTimeoutException;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.ZeroCopyUnavailableException;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Tier;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes by a pipe of the kernel, what does not, and what is left alone. */
@ExtendWith(LeftOvers.class)
class SpliceIT {
    private static final Content CONTENT = Content.of(95);
    private static final int SIZE = 16 * 1024 * 1024 + 1;
    private static final int SMALL_BYTES = 10;
    private static final int ROUNDS = 300;
    private static final Duration STALL = Duration.ofMillis(600);
    private static final int ATTEMPTS = 20;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void requireTier() {
        Tier.assumeHere();
        assertThat(SystemCalls.awaitReady()).isTrue();
    }

    private static List<End> sockets() {
        return End.all()
                .filter(end -> end.kind() == Wire.Kind.TCP || end.kind() == Wire.Kind.UNIX)
                .toList();
    }

    private static TransferOptions with(ZeroCopyPolicy policy) {
        return TransferOptions.DEFAULTS.withZeroCopy(policy);
    }

    /** Much goes by the pipe; what has to be waited for in blocking mode, and what comes first, does not. */
    @ParameterizedTest
    @MethodSource("sockets")
    void muchIsSpliced(End end) throws Exception {
        for (ZeroCopyPolicy policy : ZeroCopyPolicy.values()) {
            TransferResult result = relayed(end, policy);
            assertThat(result.bytes()).isEqualTo(SIZE);
            long spliced = result.bytesBy(TransferMechanism.SPLICE);
            if (policy == ZeroCopyPolicy.AVOID) {
                assertThat(spliced).isZero();
            } else {
                assertThat(spliced).isGreaterThan(SIZE / 2);
                assertThat(result.mechanism()).isEqualTo(TransferMechanism.SPLICE);
            }
        }
    }

    private static TransferResult relayed(End end, ZeroCopyPolicy policy) throws Exception {
        try (Wire in = end.openAsSource();
                Wire out = end.openAsTarget()) {
            Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
            Background<Long> reading = Background.start(() -> out.readToEnd(CONTENT, 0));
            TransferResult result = ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd(), with(policy));
            giving.get();
            out.endStream();
            assertThat(reading.get()).isEqualTo(SIZE);
            return result;
        }
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void aFileIsReceived(End end) throws Exception {
        for (ZeroCopyPolicy policy : List.of(ZeroCopyPolicy.PREFER, ZeroCopyPolicy.REQUIRE)) {
            try (Wire in = end.openAsSource()) {
                Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
                Path file = folder.resolve(policy.name());
                TransferResult result = ZeroCopyTransfer.receive(in.readingEnd(), file, SIZE, with(policy));
                giving.get();
                CONTENT.requireFile(file, SIZE);
                assertThat(result.bytesBy(TransferMechanism.SPLICE)).isGreaterThan(SIZE / 2);
            }
        }
    }

    /** They are not worth a pipe: nothing is slower than it was. */
    @ParameterizedTest
    @MethodSource("sockets")
    void smallMessagesAreCopied(End end) throws Exception {
        try (Wire in = end.openAsSource();
                Wire out = end.openAsTarget()) {
            Background<TransferResult> relaying = Background.start(
                    () -> ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd(), with(ZeroCopyPolicy.REQUIRE)));
            for (long round = 0; round < ROUNDS; round++) {
                in.write(CONTENT, round * SMALL_BYTES, SMALL_BYTES);
                out.read(CONTENT, round * SMALL_BYTES, SMALL_BYTES);
            }
            in.endStream();
            TransferResult result = relaying.get();
            assertThat(result.bytes()).isEqualTo(ROUNDS * SMALL_BYTES);
            assertThat(result.bytesBy(TransferMechanism.SPLICE)).isZero();
        }
    }

    /**
     * A blocking socket that has taken a part is waited for, for the rest; the stall timeout begins with the part all
     * the same. A busy machine may spoil a try, and so may a kernel that takes more after a while.
     */
    @Test
    void aPartIsProgressWhenItIsTaken() throws Exception {
        Duration most = STALL.dividedBy(8);
        Duration before = STALL;
        for (int attempt = 0; attempt < ATTEMPTS && before.compareTo(most) >= 0; attempt++) {
            before = beforeTheLastProgress();
        }
        assertThat(before).isLessThan(most);
    }

    /** How long after the progress before it the last one is told, of a relay to a peer that reads nothing. */
    private static Duration beforeTheLastProgress() throws Exception {
        List<Long> times = new ArrayList<>();
        TransferOptions options = TransferOptions.DEFAULTS
                .withStallTimeout(STALL)
                .withListener(new TransferListener() {
                    @Override
                    public void onProgress(long transferredBytes, long totalBytes) {
                        times.add(System.nanoTime());
                    }
                });
        try (Wire in = Wire.open(Wire.Kind.TCP);
                Wire out = Wire.open(Wire.Kind.TCP)) {
            Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
            assertThatThrownBy(() -> ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd(), options))
                    .isInstanceOf(TransferTimeoutException.class);
            assertThatThrownBy(giving::get).isInstanceOf(IOException.class);
        }
        int last = times.size() - 1;
        return Duration.ofNanos(times.get(last) - times.get(last - 1));
    }

    /** To close a second descriptor of a file drops the locks that this process holds on it. */
    @ParameterizedTest
    @EnumSource(names = {"PREFER", "AVOID"})
    void aLockOfTheApplicationsSurvives(ZeroCopyPolicy policy) throws Exception {
        Path path = Files.createFile(folder.resolve("locked"));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(locks()).isEqualTo(1);
            try (Wire in = Wire.open(Wire.Kind.TCP)) {
                Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
                TransferResult result = ZeroCopyTransfer.relay(in.readingEnd(), file, with(policy));
                giving.get();
                assertThat(result.bytesBy(TransferMechanism.SPLICE)).isZero();
            }
            try (Wire in = Wire.open(Wire.Kind.TCP)) {
                Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
                ZeroCopyTransfer.receive(in.readingEnd(), file, 0, SIZE, with(policy));
                giving.get();
            }
            try (Wire in = Wire.open(Wire.Kind.TCP)) {
                Background<Void> giving = in.giveAll(CONTENT, 0, SIZE);
                ZeroCopyTransfer.receive(in.readingEnd(), folder.resolve("another"), with(policy));
                giving.get();
            }
            assertThat(lock.isValid()).isTrue();
            assertThat(locks()).isEqualTo(1);
        }
        CONTENT.requireFile(path, SIZE);
    }

    private static long locks() throws IOException {
        String process = " " + ProcessHandle.current().pid() + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(line -> line.contains("POSIX") && line.contains(process))
                .count();
    }

    @Test
    void aFileOfTheCallersIsNoRoad() throws Exception {
        try (Wire in = Wire.open(Wire.Kind.TCP);
                FileChannel file = FileChannel.open(
                        folder.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.write(CONTENT, 0, SMALL_BYTES);
            assertThatThrownBy(() -> ZeroCopyTransfer.relay(in.readingEnd(), file, with(ZeroCopyPolicy.REQUIRE)))
                    .isInstanceOf(ZeroCopyUnavailableException.class)
                    .hasMessageContaining("Path");
            ((SocketChannel) in.readingChannel()).configureBlocking(true);
            in.read(CONTENT, 0, SMALL_BYTES);
        }
    }
}
