package io.zerocopy.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.InMemory;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.OtherFileSystem;
import io.zerocopy.testkit.Skip;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A copy has what the source has, whatever its size, and wherever the two are. */
@ExtendWith(LeftOvers.class)
class ContentTest {
    private static final Content CONTENT = Content.of(80);
    private static final int SIZE = 9_000_011;
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder = Path.of("");

    private static TransferMechanism best() {
        return ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE)
                ? TransferMechanism.COPY_FILE_RANGE
                : TransferMechanism.DIRECT_BUFFER_COPY;
    }

    @ParameterizedTest
    @CsvSource({"PREFER, 0", "PREFER, 1", "PREFER, 300007", "PREFER, 9000011", "AVOID, 0", "AVOID, 9000011"})
    void anySize(ZeroCopyPolicy policy, int size) throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), size);
        Path target = folder.resolve("target");
        TransferResult result = ZeroCopyTransfer.copy(source, target, TransferOptions.DEFAULTS.withZeroCopy(policy));
        CONTENT.requireFile(target, size);
        CONTENT.requireFile(source, size);
        assertThat(result.bytes()).isEqualTo(size);
        assertThat(result.bytesBy(policy == ZeroCopyPolicy.AVOID ? TransferMechanism.DIRECT_BUFFER_COPY : best()))
                .isEqualTo(size);
    }

    /** Nothing breaks where a length no longer fits 32 bits, nor at the 2 GiB that the kernel takes at once. */
    @Test
    void moreThanTwoGibibytesWithHoles(@TempDir(factory = InMemory.class) Path memory) throws IOException {
        Content holes = Content.sparse(81, 4096, 64L * 1024 * 1024);
        long size = (1L << 31) + 5_003;
        Path source = holes.writeTo(memory.resolve("source"), size);
        Path target = memory.resolve("target");
        TransferResult result =
                ZeroCopyTransfer.copy(source, target, TransferOptions.DEFAULTS.withChunkSize(Long.MAX_VALUE));
        assertThat(result.bytes()).isEqualTo(size);
        holes.requireFile(target, size);
    }

    /** Files that say they are empty, and files that say they have more than they have. */
    @ParameterizedTest
    @CsvSource({"/proc/version", "/proc/self/cmdline", "/sys/devices/system/cpu/online"})
    @EnabledOnOs(OS.LINUX)
    void filesWhoseSizeIsAFiction(Path source) throws IOException {
        Skip.unless(Files.isReadable(source), source + " is not here");
        Path target = folder.resolve("target");
        byte[] bytes = Files.readAllBytes(source);
        assertThat(bytes).isNotEmpty();
        assertThat(ZeroCopyTransfer.copy(source, target).bytes()).isEqualTo(bytes.length);
        assertThat(target).hasBinaryContent(bytes);
    }

    @Test
    void acrossFileSystems() throws IOException {
        Skip.unless(
                Files.isWritable(MEMORY) && !Files.getFileStore(MEMORY).equals(Files.getFileStore(folder)),
                "no second file system at " + MEMORY);
        Path other = Files.createTempDirectory(MEMORY, "copy");
        try {
            Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
            ZeroCopyTransfer.copy(source, other.resolve("there"));
            CONTENT.requireFile(other.resolve("there"), SIZE);
            ZeroCopyTransfer.copy(other.resolve("there"), folder.resolve("back"));
            CONTENT.requireFile(folder.resolve("back"), SIZE);
        } finally {
            Files.deleteIfExists(other.resolve("there"));
            Files.delete(other);
        }
    }

    @ParameterizedTest
    @EnumSource
    void acrossProviders(OtherFileSystem kind) throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        try (FileSystem system = kind.open(folder)) {
            Path there = system.getPath("/there");
            TransferResult in = ZeroCopyTransfer.copy(source, there);
            assertThat(in.isZeroCopy()).isFalse();
            CONTENT.requireFile(there, SIZE);
            Path within = system.getPath("/within");
            ZeroCopyTransfer.copy(there, within);
            CONTENT.requireFile(within, SIZE);
            assertThat(ZeroCopyTransfer.copy(within, folder.resolve("back")).bytesBy(TransferMechanism.HEAP_COPY))
                    .isEqualTo(SIZE);
            CONTENT.requireFile(folder.resolve("back"), SIZE);
        }
    }
}
