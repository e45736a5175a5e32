package io.zerocopy.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.Durability;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.ContentSource;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.Syscalls.Call;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What reaches the disk, and in which order: strace is the witness. */
@ExtendWith(LeftOvers.class)
class DurabilityTest {
    private static final Content CONTENT = Content.of(70);
    private static final int SIZE = 300_007;
    private static final String TRACED =
            "openat,write,pwrite64,copy_file_range,sendfile,fsync,fdatasync," + "rename,renameat,renameat2";

    @TempDir
    Path folder = Path.of("");

    private List<Call> trace(Durability durability, String how) throws Exception {
        Syscalls.assumeAvailable();
        Path file = Files.writeString(folder.resolve("traced-target"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Syscalls calls = Syscalls.of(ChildJvm.of(OneReceive.class).arguments(durability, how, folder), TRACED);
        calls.child().requireSuccess();
        CONTENT.requireFile(file, SIZE);
        return calls.touching(folder);
    }

    private static List<String> namesOf(List<Call> calls) {
        return calls.stream().map(Call::name).toList();
    }

    /**
     * The file before its name, or a crash could leave the name on nothing; the directory last, or it lacks the name.
     */
    @ParameterizedTest
    @CsvSource({"receive", "copy"})
    void fileThenNameThenDirectory(String how) throws Exception {
        List<Call> calls = trace(Durability.FSYNC, how);
        int made = indexOf(calls, "openat", ".zerocopy");
        assertThat(calls.get(made).rest()).contains("O_EXCL").contains(", 0600)");
        int forced = indexOf(calls, "fsync", ".zerocopy>");
        int moved = indexOf(calls, "rename", ".zerocopy");
        int directoryForced = indexOf(calls, "fsync", "<" + folder + ">");
        assertThat(new int[] {made, forced, moved, directoryForced}).isSorted();
        assertThat(calls.get(moved).rest()).contains(folder.resolve("traced-target") + "\"");
        assertThat(namesOf(calls.subList(made, forced)))
                .as("each byte is written before")
                .containsAnyOf("write", "pwrite64", "copy_file_range", "sendfile");
        assertThat(namesOf(calls.subList(forced, calls.size())))
                .doesNotContain("write", "pwrite64", "copy_file_range", "sendfile");
        for (int call : new int[] {forced, moved, directoryForced}) {
            assertThat(calls.get(call).result()).isZero();
        }
    }

    private static int indexOf(List<Call> calls, String name, String text) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).name().startsWith(name) && calls.get(i).rest().contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no " + name + " of " + text + " in " + calls);
    }

    @ParameterizedTest
    @EnumSource
    void anOpenFileIsForcedIfThatIsWanted(Durability durability) throws Exception {
        List<String> names = namesOf(trace(durability, "in place"));
        assertThat(names.contains("fsync")).isEqualTo(durability == Durability.FSYNC);
        assertThat(names).contains("pwrite64").noneMatch(name -> name.startsWith("rename"));
        if (durability == Durability.FSYNC) {
            assertThat(names.lastIndexOf("fsync")).isGreaterThan(names.lastIndexOf("pwrite64"));
        }
    }

    @ParameterizedTest
    @CsvSource({"receive", "copy"})
    void nothingIsForcedOtherwise(String how) throws Exception {
        assertThat(namesOf(trace(Durability.NONE, how))).contains("rename").doesNotContain("fsync", "fdatasync");
    }

    /** Receives or copies into the file in the folder that is its last argument. */
    static final class OneReceive {
        private OneReceive() {}

        public static void main(String[] arguments) throws IOException {
            TransferOptions options = TransferOptions.DEFAULTS.withDurability(Durability.valueOf(arguments[0]));
            Path folder = Path.of(arguments[2]);
            Path target = folder.resolve("traced-target");
            switch (arguments[1]) {
                case "receive" -> ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), target, options);
                case "copy" -> {
                    Path source = CONTENT.writeTo(Files.createTempFile("source", ".bin"), SIZE);
                    ZeroCopyTransfer.copy(source, target, options);
                    Files.delete(source);
                }
                default -> {
                    try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
                        ZeroCopyTransfer.receive(ContentSource.of(CONTENT, SIZE), file, 0, SIZE, options);
                    }
                }
            }
        }
    }
}
