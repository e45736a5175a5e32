package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.RecordingTarget;
import io.zerocopy.testkit.Skip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files whose size is a fiction are sent as they read; what is no regular file is refused, and no thread hangs on it.
 */
@ExtendWith(LeftOvers.class)
class SpecialFileTest {
    private static final Path PROCFS = Path.of("/proc/self/status");
    private static final List<Path> SYSFS =
            List.of(Path.of("/sys/devices/system/cpu/online"), Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    void procfsOfSizeZero(Sink sink) throws Exception {
        String text = new String(sink.send(PROCFS, folder), StandardCharsets.US_ASCII);
        assertThat(text).startsWith("Name:").contains("\nPid:").endsWith("\n");
        assertThat(text.lines().count()).isEqualTo(Files.readAllLines(PROCFS).size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRangeOfProcfs() throws IOException {
        RecordingTarget target = new RecordingTarget();
        assertThat(ZeroCopyTransfer.send(PROCFS, 0, 5, target).bytes()).isEqualTo(5);
        assertThat(target.bytes()).asString().isEqualTo("Name:");
        assertThat(ZeroCopyTransfer.send(PROCFS, 3, 0, target).bytes()).isZero();
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            // The JDK would take 8 KiB at a time and call it transferTo.
            assertThat(ZeroCopyTransfer.send(PROCFS, 0, 5, pair.sender()).bytesBy(TransferMechanism.DIRECT_BUFFER_COPY))
                    .isEqualTo(5);
            assertThat(pair.receiver().socket().getInputStream().readNBytes(5))
                    .asString()
                    .isEqualTo("Name:");
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    void sysfsThatHasLessThanItSays(Sink sink) throws Exception {
        Path file = SYSFS.stream().filter(Files::isReadable).findFirst().orElse(PROCFS);
        Skip.unless(!file.equals(PROCFS), "no sysfs here");
        byte[] bytes = Files.readAllBytes(file);
        assertThat(Files.size(file)).isGreaterThan(bytes.length);
        assertThat(sink.send(file, folder)).isNotEmpty().isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyFile(Sink sink) throws Exception {
        assertThat(sink.send(Files.createFile(folder.resolve("empty")), folder)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLinkToAFile(Sink sink) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "behind a link");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(sink.send(link, folder)).asString().isEqualTo("behind a link");
    }

    @Test
    void aDirectoryIsRefused() {
        requireRefused(folder, FileSystemException.class);
    }

    @Test
    void aMissingFileIsRefused() {
        requireRefused(folder.resolve("missing"), NoSuchFileException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceIsRefused() {
        requireRefused(Path.of("/dev/zero"), FileSystemException.class);
    }

    /** The open of a FIFO would wait for a writer that never comes. */
    @Test
    void aFifoIsRefusedWithoutWaiting() throws Exception {
        requireRefused(fifo(), FileSystemException.class);
    }

    private static void requireRefused(Path source, Class<? extends IOException> exception) {
        RecordingTarget target = new RecordingTarget();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (Background<TransferResult> send : List.of(
                Background.start(() -> ZeroCopyTransfer.send(source, target)),
                Background.start(() -> ZeroCopyTransfer.send(source, 0, 1, target)),
                Background.start(() -> ZeroCopyTransfer.send(source, stream)))) {
            assertThatThrownBy(send::get).isInstanceOf(exception).hasMessageContaining(source.toString());
        }
        assertThat(target.bytes()).isEmpty();
        assertThat(stream.size()).isZero();
        assertThat(target.isOpen()).isTrue();
    }

    /** A FIFO that is open as a file for writing is a target like any other. */
    @Test
    void aFifoAsTarget() throws Exception {
        Content content = Content.of(9);
        Path file = content.writeTo(folder.resolve("file"), 300_000);
        Path fifo = fifo();
        Background<byte[]> reading = Background.start(() -> Files.readAllBytes(fifo));
        try (WritableByteChannel target = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
            assertThat(ZeroCopyTransfer.send(file, target).bytes()).isEqualTo(300_000);
        }
        assertThat(reading.get()).isEqualTo(content.bytes(0, 300_000));
    }

    private Path fifo() throws Exception {
        Path fifo = folder.resolve("fifo");
        boolean made = false;
        try {
            Process process = new ProcessBuilder("mkfifo", fifo.toString()).start();
            made = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // No such command: skipped below.
        }
        Skip.unless(made, "mkfifo is not to be had");
        return fifo;
    }
}
