package io.zerocopy.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.receive.Progress;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Syscalls;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel copies where the JDK has a road there; where it refuses, all bytes arrive nevertheless. */
@ExtendWith(LeftOvers.class)
class KernelTest {
    private static final Content CONTENT = Content.of(85);
    private static final int SIZE = 1_000_003;
    private static final String KERNEL = "copy_file_range,sendfile";

    @TempDir
    Path folder = Path.of("");

    private Path source = Path.of("");

    private Syscalls trace(ZeroCopyPolicy policy, String traced, String... faults) throws Exception {
        Syscalls.assumeAvailable();
        source = CONTENT.writeTo(folder.resolve("source-of-the-copy"), SIZE);
        Path target = folder.resolve("target");
        Syscalls calls = Syscalls.of(ChildJvm.of(OneCopy.class).arguments(policy, source, target), traced, faults);
        calls.child().requireSuccess();
        CONTENT.requireFile(target, SIZE);
        return calls;
    }

    private static long copied(Syscalls calls) {
        return calls.calls("copy_file_range").stream()
                .mapToLong(call -> Math.max(0, call.result()))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREFER", "AVOID"})
    void whoReadsTheSource(ZeroCopyPolicy policy) throws Exception {
        Syscalls calls = trace(policy, KERNEL + ",read,pread64,mmap");
        List<Syscalls.Call> touching = calls.touching(source);
        assertThat(touching).isNotEmpty();
        if (policy == ZeroCopyPolicy.PREFER && ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE)) {
            assertThat(touching).extracting(Syscalls.Call::name).containsOnly("copy_file_range");
            assertThat(copied(calls)).isEqualTo(SIZE);
        } else {
            assertThat(touching).extracting(Syscalls.Call::name).containsOnly("pread64");
            assertThat(touching.stream().mapToLong(Syscalls.Call::result).sum()).isEqualTo(SIZE);
        }
    }

    /** From the first call on, and at every second one: then a part of the bytes has been moved already. */
    @ParameterizedTest
    @CsvSource({
        "EPERM, 1+",
        "EPERM, 2+2",
        "EOPNOTSUPP, 1+",
        "EOPNOTSUPP, 2+2",
        "ENOSYS, 1+",
        "ENOSYS, 2+2",
        "EXDEV, 1+",
        "EXDEV, 2+2",
        "EIO, 2+2"
    })
    void aRefusalIsNoFailure(String error, String when) throws Exception {
        Skip.unless(
                ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE),
                "this JDK makes no copy_file_range calls");
        // Of a sendfile in its place, which this JDK may try, too.
        String fault = ":error=" + error + ":when=" + when;
        Syscalls calls = trace(ZeroCopyPolicy.PREFER, KERNEL, "copy_file_range" + fault, "sendfile" + fault);
        assertThat(calls.calls("copy_file_range")).anyMatch(Syscalls.Call::isInjected);
        assertThat(copied(calls)).isBetween(when.startsWith("1") ? 0L : 1L, SIZE - 1L);
    }

    /** EINVAL makes JDK 17 give up sendfile to files for good: no source may be one that the kernel answers so. */
    @Test
    void noSourceSwitchesTheKernelOffElsewhere() throws Exception {
        Syscalls.assumeAvailable();
        source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        Path elsewhere = folder.resolve("elsewhere");
        Syscalls calls = Syscalls.of(ChildJvm.of(OddCopies.class).arguments(source, folder, elsewhere), KERNEL);
        calls.child().requireSuccess();
        assertThat(calls.touching(elsewhere))
                .as("kernel calls of the JDK's own, after the library's copies")
                .anyMatch(call -> call.result() == SIZE);
        CONTENT.requireFile(elsewhere, SIZE);
    }

    /** Copies by the library what a kernel may find odd, then a plain file by the JDK alone. */
    static final class OddCopies {
        private OddCopies() {}

        public static void main(String[] arguments) throws IOException {
            Path source = Path.of(arguments[0]);
            Path folder = Path.of(arguments[1]);
            for (String odd : List.of(
                    "/proc/self/status",
                    "/proc/config.gz",
                    "/sys/kernel/mm/transparent_hugepage/enabled",
                    "/sys/kernel/uevent_seqnum")) {
                if (Files.exists(Path.of(odd))) {
                    Path copy = folder.resolve("odd");
                    ZeroCopyTransfer.copy(Path.of(odd), copy);
                    if (Files.size(copy) == 0) {
                        throw new AssertionError(odd + " was copied as empty");
                    }
                }
            }
            ZeroCopyTransfer.copy(Files.createFile(folder.resolve("empty")), folder.resolve("empty too"));
            try (FileChannel in = FileChannel.open(source);
                    FileChannel out = FileChannel.open(
                            Path.of(arguments[2]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                in.transferTo(0, in.size(), out);
            }
        }
    }

    /** Copies in several steps, and fails unless bytes that the kernel did not move are told as a fallback, once. */
    static final class OneCopy {
        private OneCopy() {}

        public static void main(String[] arguments) throws IOException {
            Progress progress = new Progress();
            TransferOptions options = TransferOptions.DEFAULTS
                    .withZeroCopy(ZeroCopyPolicy.valueOf(arguments[0]))
                    .withChunkSize(100_000)
                    .withListener(progress);
            TransferResult result = ZeroCopyTransfer.copy(Path.of(arguments[1]), Path.of(arguments[2]), options);
            progress.requireEnd(result);
            boolean told = !result.isZeroCopy() && !arguments[0].equals("AVOID");
            if (progress.fallbacks() != (told ? 1 : 0)) {
                throw new AssertionError(progress.fallbacks() + " fallbacks told, of " + result);
            }
        }
    }
}
