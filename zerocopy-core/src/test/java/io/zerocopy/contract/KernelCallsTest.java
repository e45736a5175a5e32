package io.zerocopy.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.Syscalls;
import io.zerocopy.testkit.VirtualThreads;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    /** What a send may need; not what the peer beside it does. */
    private static final String OF_A_SEND =
            "open,openat,close,stat,lstat,fstat,newfstatat,statx,lseek,sendfile,copy_file_range,write,writev,pread64,"
                    + "epoll_create,epoll_create1,epoll_ctl,epoll_wait,epoll_pwait,eventfd2,fcntl,getsockopt,setsockopt";

    private static final Content CONTENT = Content.sparse(15, 4096, 64L * 1024 * 1024);
    private static final long GIB = 1L << 30;
    /** As strace names a socket, by its protocol where it finds that. */
    private static final Pattern TO_SOCKET = Pattern.compile("\\d+<(TCP|socket)");

    private static final Pattern LAST_ARGUMENT = Pattern.compile(", (\\d+)\\) += ");

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

    /** For a virtual thread a blocking channel's descriptor is non-blocking: a short count says that it is full. */
    @Test
    void aVirtualThreadDoesNotAskAFullSocketAgain() throws Exception {
        Syscalls.assumeAvailable();
        VirtualThreads.assumeAvailable();
        Syscalls calls = trace(ZeroCopyPolicy.PREFER, "virtual", folder.resolve("virtual-source"), 64L * 1024 * 1024);
        List<Syscalls.Call> sent = calls.all().stream()
                .filter(call -> TO_SOCKET.matcher(call.rest()).lookingAt()
                        && !call.name().equals("read"))
                .toList();
        int shortCounts = 0;
        for (int i = 0; i < sent.size() - 1; i++) {
            if (sent.get(i).name().startsWith("sendfile") && sent.get(i).result() < askedBytes(sent.get(i))) {
                shortCounts++;
                assertThat(sent.get(i + 1).name()).as("after %s", sent.get(i)).isEqualTo("write");
            }
        }
        assertThat(shortCounts).isPositive();
    }

    /** Its last argument: less than a chunk while the library finds out whether the file is in memory. */
    private static long askedBytes(Syscalls.Call sendfile) {
        Matcher last = LAST_ARGUMENT.matcher(sendfile.rest());
        assertThat(last.find()).as("%s", sendfile).isTrue();
        return Long.parseLong(last.group(1));
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

    /** To look at the file, open it, twice ask its size, send, close; a selector that is kept costs one more. */
    @Test
    void aBlockingSendOnANonBlockingSocketMakesSevenCalls() throws Exception {
        Syscalls.assumeAvailable();
        Path file = CONTENT.writeTo(folder.resolve("small-source"), 4096);
        int sends = 300;
        Syscalls calls = Syscalls.of(ChildJvm.of(ManySends.class).arguments(file, sends), OF_A_SEND);
        calls.child().requireSuccess();
        List<Syscalls.Call> ofSends = calls.all().stream()
                .filter(call -> call.rest().contains(file.toString())
                        || call.rest().contains("socket:")
                        || call.name().startsWith("e"))
                .toList();
        assertThat(ofSends.size()).isLessThan(7 * sends + sends / 5);
    }

    /** Sends the file a number of times, in a process of its own. */
    static final class ManySends {
        private ManySends() {}

        public static void main(String[] arguments) throws Exception {
            int sends = Integer.parseInt(arguments[1]);
            try (ConnectedPair pair = ConnectedPair.tcp()) {
                pair.sender().configureBlocking(false);
                ByteBuffer received = ByteBuffer.allocate(4096);
                for (int i = 0; i < sends; i++) {
                    ZeroCopyTransfer.send(Path.of(arguments[0]), pair.sender());
                    while (received.hasRemaining()) {
                        pair.receiver().read(received);
                    }
                    received.clear();
                }
            }
        }
    }

    /** Sends the file in a process of its own, to a peer beside it. */
    static final class OneSend {
        private OneSend() {}

        public static void main(String[] arguments) throws Exception {
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
                Callable<TransferResult> send = () -> ZeroCopyTransfer.send(file, peer.channel(), options);
                Background<TransferResult> sending =
                        arguments[1].equals("virtual") ? Background.startVirtual(send) : Background.start(send);
                sending.get();
                peer.finish().requireExactly(size);
            }
        }
    }
}
