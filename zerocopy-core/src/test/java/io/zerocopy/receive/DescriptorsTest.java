package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A receive needs the descriptor of its file and no other; what is only a help does without. */
@ExtendWith(LeftOvers.class)
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
    private static final Content CONTENT = Content.of(76);
    private static final int SIZE = 10_007;

    @TempDir
    Path folder = Path.of("");

    @Test
    void theLastDescriptorIsEnough() throws Exception {
        ChildJvm.of(Receiving.class)
                .under("sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh")
                .arguments(folder)
                .run()
                .requireSuccess();
    }

    /** Does all of it once with enough descriptors, so that no class is left to be loaded, then with the last one. */
    static final class Receiving {
        private Receiving() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path open = CONTENT.writeTo(folder.resolve("open"), SIZE);
            List<FileChannel> others = new ArrayList<>();
            try (FileChannel target = FileChannel.open(open, StandardOpenOption.WRITE)) {
                target.position(SIZE);
                receiveEverywhere(folder.resolve("warm"), target);
                while (others.size() < 1_000) {
                    others.add(FileChannel.open(open));
                }
                throw new AssertionError("no end of descriptors");
            } catch (FileSystemException e) {
                assertThat(others).isNotEmpty();
            }
            // Two are free now: that of the target above, and this one.
            others.remove(others.size() - 1).close();
            FileChannel writing = FileChannel.open(open, StandardOpenOption.WRITE);
            others.add(writing.position(SIZE));
            receiveEverywhere(folder.resolve("last"), writing);
            others.add(FileChannel.open(open));
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 100), writing, 0, 100);
            assertThatThrownBy(() -> receiveNew(folder.resolve("none"))).isInstanceOf(FileSystemException.class);
            for (FileChannel each : others) {
                each.close();
            }
            CONTENT.requireFile(open, SIZE);
        }

        private static void receiveEverywhere(Path file, FileChannel atItsEnd) throws IOException {
            receiveNew(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            receiveNew(file);
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, 100), atItsEnd, 0, 100);
        }

        private static void receiveNew(Path file) throws IOException {
            ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), file);
            CONTENT.requireFile(file, SIZE);
        }
    }
}
