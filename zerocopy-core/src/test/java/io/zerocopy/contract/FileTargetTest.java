package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.ForeignFileChannel;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Syscalls;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A FileChannel target is written at its position, or appended to, once. */
@ExtendWith(LeftOvers.class)
class FileTargetTest {
    private static final Content CONTENT = Content.of(5);
    private static final int SIZE = 1_000_003;
    private static final String BEFORE = "7 bytes";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"PREFER,false", "AVOID,false", "PREFER,true"})
    void positionAdvances(ZeroCopyPolicy policy, boolean foreign) throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        Path copy = Files.writeString(folder.resolve("copy"), BEFORE + BEFORE);
        TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(policy);
        try (FileChannel own = FileChannel.open(copy, StandardOpenOption.WRITE);
                FileChannel target = foreign ? new ForeignFileChannel(own) : own) {
            target.position(BEFORE.length());
            TransferResult result = ZeroCopyTransfer.send(source, target, options);
            assertThat(target.position()).isEqualTo(BEFORE.length() + SIZE);
            assertThat(result.bytes()).isEqualTo(SIZE);
            boolean kernel = policy == ZeroCopyPolicy.PREFER
                    && !foreign
                    && ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE);
            assertThat(result.mechanism())
                    .isEqualTo(kernel ? TransferMechanism.COPY_FILE_RANGE : TransferMechanism.DIRECT_BUFFER_COPY);
            // The next one continues where this one stopped.
            ZeroCopyTransfer.send(source, 0, 10, target, options);
            assertThat(target.position()).isEqualTo(BEFORE.length() + SIZE + 10);
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(copy));
        assertThat(all.remaining()).isEqualTo(BEFORE.length() + SIZE + 10);
        requireRight(all.clear().position(BEFORE.length()).limit(BEFORE.length() + SIZE));
        requireRight(all.clear().position(BEFORE.length() + SIZE));
    }

    private static void requireRight(ByteBuffer bytes) {
        ContentCheck check = CONTENT.checkFrom(0);
        check.accept(bytes);
        check.requireRight();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void appendAddsOnce(boolean stream) throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        Path copy = Files.writeString(folder.resolve("copy"), BEFORE);
        try (FileOutputStream out = new FileOutputStream(copy.toFile(), true);
                FileChannel target = stream ? out.getChannel() : FileChannel.open(copy, StandardOpenOption.APPEND)) {
            TransferResult result = ZeroCopyTransfer.send(source, target);
            assertThat(result.bytes()).isEqualTo(SIZE);
            assertThat(result.bytesBy(TransferMechanism.DIRECT_BUFFER_COPY)).isEqualTo(SIZE);
            assertThat(target.position()).isEqualTo(BEFORE.length() + SIZE);
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(copy));
        assertThat(all.remaining()).isEqualTo(BEFORE.length() + SIZE);
        requireRight(all.position(BEFORE.length()));
    }

    /** It stands at its end, as one that appends would say, too. */
    @Test
    void aNewFileIsWrittenByTheKernelWhereTheJdkTells() throws IOException {
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        Path copy = folder.resolve("copy");
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            boolean tells = OS.LINUX.isCurrentOs() && Runtime.version().feature() >= 25;
            assertThat(ZeroCopyTransfer.send(source, target).mechanism())
                    .isEqualTo(tells ? TransferMechanism.COPY_FILE_RANGE : TransferMechanism.DIRECT_BUFFER_COPY);
        }
        CONTENT.requireFile(copy, SIZE);
        Path other = folder.resolve("other");
        try (FileChannel target = FileChannel.open(
                other, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            assertThat(ZeroCopyTransfer.send(source, target).isZeroCopy())
                    .isEqualTo(ZeroCopyTransfer.capabilities().has(TransferMechanism.COPY_FILE_RANGE));
        }
        CONTENT.requireFile(other, SIZE);
    }

    @Test
    void itsPositionOnlyMovesForward() throws Exception {
        Path source = CONTENT.writeTo(folder.resolve("source"), 1_000);
        Path copy = folder.resolve("copy");
        int sends = 2_000;
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            AtomicBoolean done = new AtomicBoolean();
            Background<Long> watching = Background.start(() -> {
                long last = 0;
                while (!done.get()) {
                    long now = target.position();
                    assertThat(now).isGreaterThanOrEqualTo(last);
                    assertThat(now % 1_000).isZero();
                    last = now;
                }
                return last;
            });
            for (int i = 0; i < sends; i++) {
                ZeroCopyTransfer.send(source, target);
            }
            done.set(true);
            assertThat(watching.get()).isPositive();
            assertThat(target.position()).isEqualTo(1_000L * sends);
        }
    }

    /** EINVAL, as the kernel answers to an appending target, makes JDK 17 give up sendfile to files for good. */
    @Test
    void appendingDoesNotSwitchTheKernelOffElsewhere() throws Exception {
        Syscalls.assumeAvailable();
        Path source = CONTENT.writeTo(folder.resolve("source"), SIZE);
        Path copy = folder.resolve("elsewhere");
        Syscalls traced = Syscalls.of(
                ChildJvm.of(AppendThenCopy.class).arguments(source, folder.resolve("appended"), copy),
                "sendfile,copy_file_range");
        traced.child().requireSuccess();
        assertThat(traced.touching(copy))
                .as("kernel calls of the JDK's own, after the library has appended")
                .anyMatch(call -> call.result() == SIZE);
        assertThat(Files.size(folder.resolve("appended"))).isEqualTo(SIZE);
    }

    /** Appends by the library, then copies by the JDK alone. */
    static final class AppendThenCopy {
        private AppendThenCopy() {}

        public static void main(String[] arguments) throws IOException {
            Path source = Path.of(arguments[0]);
            try (FileChannel appended = FileChannel.open(
                            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    FileChannel in = FileChannel.open(source);
                    FileChannel out = FileChannel.open(
                            Path.of(arguments[2]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                ZeroCopyTransfer.send(source, appended);
                in.transferTo(0, in.size(), out);
            }
        }
    }
}
