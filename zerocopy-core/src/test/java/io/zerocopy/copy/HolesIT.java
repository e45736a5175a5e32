package io.zerocopy.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.Capabilities;
import io.zerocopy.SourceTruncatedException;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.linux.SystemCalls;
import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Commands;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Syscalls;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the kernel tier a copy has the holes that its source has; whatever the kernel says, it has the content. */
@ExtendWith(LeftOvers.class)
class HolesIT {
    private static final Content CONTENT = Content.of(91);
    private static final int BLOCK = 4096;
    private static final long MEBIBYTE = 1 << 20;
    private static final long GIBIBYTE = 1 << 30;
    /** Of 512 bytes, as stat counts them. */
    private static final long FEW_BLOCKS = 64;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void requireTier() {
        Skip.unless(SystemCalls.whyNot() == null, "no native code: " + SystemCalls.whyNot());
        assertThat(SystemCalls.awaitReady()).isTrue();
    }

    /** A range of data in a file that is a hole elsewhere. */
    private record Data(long position, int bytes) {}

    private static Path sparse(Path file, long size, Data... islands) throws IOException {
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(size);
            for (Data island : islands) {
                made.seek(island.position());
                made.write(CONTENT.bytes(island.position(), island.bytes()));
            }
        }
        return file;
    }

    private static long blocks(Path file) throws IOException, InterruptedException {
        return Long.parseLong(output("stat", "-c", "%b", file.toString()).strip());
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void requireSame(Path source, Path target) throws IOException {
        assertThat(Files.size(target)).isEqualTo(Files.size(source));
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }

    /** Two blocks of a gibibyte. */
    private static void requireFewBlocks(Path in) throws Exception {
        Path source = sparse(in.resolve("source"), GIBIBYTE, new Data(0, BLOCK), new Data(GIBIBYTE / 2, BLOCK));
        Path target = in.resolve("target");
        try {
            TransferResult result = ZeroCopyTransfer.copy(source, target);
            assertThat(result.bytes()).isEqualTo(GIBIBYTE);
            assertThat(result.bytesBy(TransferMechanism.COPY_FILE_RANGE)).isEqualTo(GIBIBYTE);
            assertThat(blocks(target)).isLessThanOrEqualTo(FEW_BLOCKS);
            assertThat(Files.size(target)).isEqualTo(GIBIBYTE);
            try (FileChannel copy = FileChannel.open(target)) {
                for (long position : new long[] {0, MEBIBYTE, GIBIBYTE / 2, GIBIBYTE - BLOCK}) {
                    ByteBuffer read = ByteBuffer.allocate(BLOCK);
                    copy.read(read, position);
                    boolean data = position % (GIBIBYTE / 2) == 0;
                    assertThat(read.array()).isEqualTo(data ? CONTENT.bytes(position, BLOCK) : new byte[BLOCK]);
                }
            }
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(target);
        }
    }

    @Test
    void aGibibyteOfHoles() throws Exception {
        requireFewBlocks(folder);
    }

    @Test
    void aGibibyteOfHolesInMemory() throws Exception {
        Path shared = Path.of("/dev/shm");
        Skip.unless(Files.isWritable(shared), "no /dev/shm");
        Path in = Files.createTempDirectory(shared, "holes");
        try {
            requireFewBlocks(in);
        } finally {
            Files.delete(in);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ext4, mkfs.ext4 -q -F",
        "xfs, mkfs.xfs -q -m reflink=1",
        "btrfs, mkfs.btrfs -q",
    })
    void aGibibyteOfHolesOn(String type, String make) throws Exception {
        Path image = folder.resolve("image");
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        sparse(image, 1536 * MEBIBYTE);
        List<String> command = new ArrayList<>(List.of(make.split(" ")));
        command.add(image.toString());
        Skip.unless(Commands.succeed(command.toArray(String[]::new)), command.get(0) + " is not there");
        Skip.unless(
                Commands.succeed("mount", "-o", "loop", image.toString(), mounted.toString()),
                "images cannot be mounted here");
        try {
            requireFewBlocks(mounted);
            if (!type.equals("ext4")) {
                requireShared(mounted);
            }
        } finally {
            // Others may look at what is mounted, which keeps it busy for a moment; a file left open would for good.
            Await.until("it is unmounted", () -> Commands.succeed("umount", mounted.toString()));
        }
    }

    /** Every block of the copy is one of the source, also when the steps are of an odd size. */
    private static void requireShared(Path in) throws Exception {
        Path source = CONTENT.writeTo(in.resolve("data"), 8 * MEBIBYTE + 5);
        Path target = in.resolve("shared");
        ZeroCopyTransfer.copy(source, target, TransferOptions.DEFAULTS.withChunkSize(MEBIBYTE + 1));
        requireSame(source, target);
        output("sync", "-f", target.toString());
        List<String> extents = output("filefrag", "-v", target.toString())
                .lines()
                .filter(line -> line.matches(" *\\d+:.*"))
                .toList();
        assertThat(extents).isNotEmpty().allMatch(line -> line.contains("shared"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 4_096, 100_000, 1 << 20, 8 << 20})
    void holesAnywhere(long chunk) throws Exception {
        Random random = new Random(chunk);
        TransferOptions options = TransferOptions.DEFAULTS.withChunkSize(chunk);
        for (int round = 0; round < 12; round++) {
            long size = 1L + random.nextInt(chunk < BLOCK ? 100_000 : 3_000_000);
            Data[] islands = new Data[random.nextInt(5)];
            for (int i = 0; i < islands.length; i++) {
                long position = random.nextLong(size);
                islands[i] = new Data(position, (int) Math.min(size - position, 1 + random.nextInt(20_000)));
            }
            Files.deleteIfExists(folder.resolve("source"));
            Path source = sparse(folder.resolve("source"), size, islands);
            Path target = folder.resolve("target");
            TransferResult result = ZeroCopyTransfer.copy(source, target, options);
            assertThat(result.bytes()).isEqualTo(size);
            assertThat(result.isZeroCopy()).isTrue();
            requireSame(source, target);
            // Of a small file nobody asks.
            long more = size < 32 * 1024 ? FEW_BLOCKS : 16;
            assertThat(blocks(target))
                    .as("%s of %d", List.of(islands), size)
                    .isLessThanOrEqualTo(blocks(source) + more);
        }
    }

    @Test
    void aFileOfHolesAlone() throws Exception {
        Path source = sparse(folder.resolve("source"), 5 * MEBIBYTE + 1);
        Path target = Files.writeString(folder.resolve("target"), "replaced");
        ZeroCopyTransfer.copy(source, target);
        requireSame(source, target);
        assertThat(blocks(target)).isZero();
    }

    @Test
    void whoWantsACopyGetsOne() throws Exception {
        Path source = sparse(folder.resolve("source"), MEBIBYTE, new Data(500_000, 7));
        Path target = folder.resolve("target");
        ZeroCopyTransfer.copy(source, target, TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.AVOID));
        requireSame(source, target);
        assertThat(blocks(target)).isGreaterThanOrEqualTo(MEBIBYTE / 512);
    }

    private interface Change {
        void make(FileChannel source) throws IOException;
    }

    /** The source changes when the first mebibyte of eight has been moved. */
    private static TransferOptions changing(Path source, Change change) {
        return TransferOptions.DEFAULTS.withChunkSize(MEBIBYTE).withListener(new TransferListener() {
            private boolean isMade;

            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (!isMade) {
                    isMade = true;
                    try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
                        change.make(file);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        });
    }

    @Test
    void aHoleThatIsFilledMeanwhileIsCopied() throws Exception {
        Path source = sparse(folder.resolve("source"), 8 * MEBIBYTE);
        Path target = folder.resolve("target");
        ByteBuffer late = ByteBuffer.wrap(CONTENT.bytes(0, 9_000));
        ZeroCopyTransfer.copy(source, target, changing(source, file -> file.write(late, 6 * MEBIBYTE + 1)));
        requireSame(source, target);
    }

    @Test
    void aFileThatIsCutMeanwhileIsTold() throws Exception {
        Path source = sparse(folder.resolve("source"), 8 * MEBIBYTE, new Data(7 * MEBIBYTE, 100));
        Path target = folder.resolve("target");
        TransferOptions options = changing(source, file -> file.truncate(3 * MEBIBYTE + 10));
        assertThatThrownBy(() -> ZeroCopyTransfer.copy(source, target, options))
                .isInstanceOf(SourceTruncatedException.class)
                .hasFieldOrPropertyWithValue("bytesTransferred", 3 * MEBIBYTE + 10);
        assertThat(target).doesNotExist();
    }

    @Test
    void aFileThatGrowsMeanwhileIsCopiedAsLongAsItWas() throws Exception {
        Path source = sparse(folder.resolve("source"), 3 * MEBIBYTE);
        Path target = folder.resolve("target");
        ByteBuffer more = ByteBuffer.wrap(new byte[] {1});
        ZeroCopyTransfer.copy(source, target, changing(source, file -> file.write(more, 9 * MEBIBYTE)));
        assertThat(Files.size(target)).isEqualTo(3 * MEBIBYTE);
        assertThat(Files.mismatch(target, sparse(folder.resolve("zeros"), 3 * MEBIBYTE)))
                .isEqualTo(-1);
    }

    /** Of lseek on the source alone. */
    @ParameterizedTest
    @CsvSource({
        "EINVAL, 1+",
        "EINVAL, 1+2",
        "EINVAL, 2+2",
        "ENXIO, 1+",
        "ENXIO, 1+2",
        "ENXIO, 2+2",
        "ENXIO, 3+3",
        "EOPNOTSUPP, 1+"
    })
    void aKernelThatDoesNotSayWhereHolesAre(String error, String when) throws Exception {
        Syscalls.assumeAvailable();
        Path source = sparse(
                folder.resolve("source"),
                9 * MEBIBYTE,
                new Data(10, 10),
                new Data(4 * MEBIBYTE, 50_000),
                new Data(8 * MEBIBYTE, 5));
        Path target = folder.resolve("target");
        ChildJvm child = ChildJvm.of(OneCopy.class).arguments(source, target);
        Syscalls calls = Syscalls.on(source, child, "lseek", "lseek:error=" + error + ":when=" + when);
        calls.child().requireSuccess();
        assertThat(calls.calls("lseek")).anyMatch(Syscalls.Call::isInjected);
        requireSame(source, target);
    }

    @Test
    void aFileSystemThatMakesNoHoles() throws Exception {
        Syscalls.assumeAvailable();
        Path source = sparse(folder.resolve("source"), 9 * MEBIBYTE, new Data(4 * MEBIBYTE, 50_000));
        Path target = folder.resolve("target");
        // The JVM's file of counters is made longer, too.
        ChildJvm child = ChildJvm.of(OneCopy.class).options("-XX:-UsePerfData").arguments(source, target);
        Syscalls calls = Syscalls.of(child, "ftruncate", "ftruncate:error=EPERM");
        calls.child().requireSuccess();
        assertThat(calls.calls("ftruncate")).anyMatch(Syscalls.Call::isInjected);
        requireSame(source, target);
    }

    /** The first copy of a JVM, in steps of a mebibyte. */
    static final class OneCopy {
        private OneCopy() {}

        public static void main(String[] arguments) throws IOException {
            Capabilities capabilities = ZeroCopyTransfer.capabilities();
            if (!capabilities.has(TransferMechanism.COPY_FILE_RANGE)) {
                throw new AssertionError(capabilities);
            }
            TransferResult result = ZeroCopyTransfer.copy(
                    Path.of(arguments[0]), Path.of(arguments[1]), TransferOptions.DEFAULTS.withChunkSize(MEBIBYTE));
            if (!result.isZeroCopy()) {
                throw new AssertionError(result);
            }
        }
    }
}
