package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Syscalls;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The system calls of a send are those that its policy and its result promise; strace is the witness. */
@ExtendWith(LeftOvers.class)
class KernelCallsTest {
    private static final String TRACED =
            "sendfile,copy_file_range,splice,read,pread64,readv,preadv,write,pwrite64,writev,mmap";
    private static final Content CONTENT = Content.sparse(15, 4096, 64L * 1024 * 1024);
    private static final long GIB = 1L << 30;

    @TempDir
    Path folder = Path.of("");

    private Syscalls trace(ZeroCopyPolicy policy, String target, Path file, long size) throws Exception {
        CONTENT.writeTo(file, size);
        Syscalls calls = Syscalls.of(ChildJvm.of(OneSend.class).arguments(policy, target, file, size), TRACED);
        calls.child().requireSuccess();
        return calls;
    }

    @Test
    void aGibibyteToASocketGoesBySendfileAlone() throws Exception {
        Syscalls.assumeAvailable();
        Path file = folder.resolve("gibibyte-of-source");
        Syscalls calls = trace(ZeroCopyPolicy.PREFER, "socket", file, GIB);
        // What a loop written by hand with the same chunk needs. On 25 a copy_file_range that fails comes before each.
        assertThat(calls.count("sendfile")).isBetween(128, 129);
        assertThat(calls.touching(file))
                .extracting(Syscalls.Call::name)
                .allMatch(name -> name.startsWith("sendfile") || name.equals("copy_file_range"));
        long sent = calls.calls("sendfile").stream()
                .mapToLong(Syscalls.Call::result)
                .sum();
        assertThat(sent).isEqualTo(GIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "file"})
    void avoidMakesNoKernelCall(String target) throws Exception {
        Syscalls.assumeAvailable();
        Path file = folder.resolve("avoided-source");
        Syscalls calls = trace(ZeroCopyPolicy.AVOID, target, file, 10_000_000);
        assertThat(calls.count("sendfile") + calls.count("copy_file_range") + calls.count("splice"))
                .isZero();
        assertThat(calls.touching(file))
                .extracting(Syscalls.Call::name)
                .isNotEmpty()
                .allMatch(name -> name.equals("pread64"));
        assertThat(calls.touching(file).stream()
                        .mapToLong(Syscalls.Call::result)
                        .sum())
                .as("each byte is read once")
                .isEqualTo(10_000_000);
    }

    /** Sends the file in a process of its own, to a peer beside it. */
    static final class OneSend {
        private OneSend() {}

        public static void main(String[] arguments) throws IOException {
            TransferOptions options = TransferOptions.DEFAULTS.withZeroCopy(ZeroCopyPolicy.valueOf(arguments[0]));
            Path file = Path.of(arguments[2]);
            long size = Long.parseLong(arguments[3]);
            if (arguments[1].equals("file")) {
                try (WritableByteChannel target = FileChannel.open(
                        file.resolveSibling("copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    ZeroCopyTransfer.send(file, target, options);
                }
                return;
            }
            try (Peer peer = Peer.expecting(CONTENT, 0).readsAll()) {
                ZeroCopyTransfer.send(file, peer.channel(), options);
                peer.finish().requireExactly(size);
            }
        }
    }
}
