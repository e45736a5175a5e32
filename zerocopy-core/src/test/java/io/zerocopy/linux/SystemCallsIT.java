package io.zerocopy.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each call does what its name says, and tells an error by its errno. */
@ExtendWith(LeftOvers.class)
class SystemCallsIT {
    private static final int NO_DESCRIPTOR = -1;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void link() {
        Skip.unless(SystemCalls.whyNot() == null, "no native code: " + SystemCalls.whyNot());
        assertThat(SystemCalls.awaitReady()).isTrue();
        assertThat(SystemCalls.isReady()).isTrue();
        assertThat(SystemCalls.remedy()).isEmpty();
    }

    private static ByteBuffer direct(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void whatIsNoDescriptorIsTold() {
        assertThat(SystemCalls.splice(NO_DESCRIPTOR, NO_DESCRIPTOR, 1)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.pipeSize(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.setPipeSize(NO_DESCRIPTOR, 65536)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.pipedBytes(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.duplicate(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.close(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.statusFlags(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.seek(NO_DESCRIPTOR, 0, Linux.SEEK_DATA)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.setLength(NO_DESCRIPTOR, 0)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.read(NO_DESCRIPTOR, ByteBuffer.allocateDirect(1)))
                .isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.write(NO_DESCRIPTOR, ByteBuffer.allocateDirect(1)))
                .isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.getTimeout(NO_DESCRIPTOR, Linux.SO_RCVTIMEO)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.setTimeout(NO_DESCRIPTOR, Linux.SO_RCVTIMEO, 1)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.tcpState(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.tcpBytesReceived(NO_DESCRIPTOR)).isEqualTo(-Linux.EBADF);
        assertThat(SystemCalls.isResident(NO_DESCRIPTOR, 0)).isEqualTo(Linux.RESIDENT_UNKNOWN);
        assertThat(SystemCalls.errnoName(-Linux.EBADF)).isEqualTo("EBADF");
        assertThat(SystemCalls.errnoName(4000)).isEqualTo("errno 4000");
    }

    @Test
    void aPipe() {
        long ends = SystemCalls.pipe();
        int out = (int) ends;
        int in = (int) (ends >>> Integer.SIZE);
        try {
            assertThat(SystemCalls.statusFlags(out) & Linux.O_NONBLOCK).isEqualTo(Linux.O_NONBLOCK);
            assertThat(SystemCalls.setPipeSize(in, 128 * 1024)).isEqualTo(128 * 1024);
            assertThat(SystemCalls.pipeSize(out)).isEqualTo(128 * 1024);
            ByteBuffer read = ByteBuffer.allocateDirect(10);
            assertThat(SystemCalls.read(out, read)).isEqualTo(-Linux.EAGAIN);
            ByteBuffer written = direct("hello");
            assertThat(SystemCalls.write(in, written.position(1))).isEqualTo(4);
            assertThat(written.hasRemaining()).isFalse();
            assertThat(SystemCalls.pipedBytes(out)).isEqualTo(4);
            assertThat(SystemCalls.read(out, read.position(2))).isEqualTo(4);
            assertThat(read.position()).isEqualTo(6);
            assertThat(read.flip().position(2)).isEqualTo(direct("ello"));
        } finally {
            assertThat(SystemCalls.close(in)).isZero();
        }
        assertThat(SystemCalls.read(out, ByteBuffer.allocateDirect(1))).isZero();
        assertThat(SystemCalls.close(out)).isZero();
    }

    @Test
    void aFile() throws Exception {
        Path path = folder.resolve("file");
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int fd = Descriptors.of(file);
            file.write(direct("data"), 1 << 20);
            assertThat(SystemCalls.setLength(fd, 4 << 20)).isZero();
            assertThat(Files.size(path)).isEqualTo(4 << 20);
            assertThat(SystemCalls.seek(fd, 0, Linux.SEEK_DATA)).isEqualTo(1 << 20);
            assertThat(SystemCalls.seek(fd, 1 << 20, Linux.SEEK_HOLE)).isBetween((1 << 20) + 4L, 2L << 20);
            assertThat(SystemCalls.seek(fd, 2 << 20, Linux.SEEK_DATA)).isEqualTo(-Linux.ENXIO);
            assertThat(SystemCalls.isResident(fd, 0)).isNotEqualTo(Linux.RESIDENT_NO);
            assertThat(SystemCalls.isResident(fd, 8 << 20)).isNotEqualTo(Linux.RESIDENT_NO);
        }
    }

    @Test
    void aSocket() throws Exception {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            int fd = Descriptors.of(pair.receiver());
            assertThat(fd).isPositive();
            assertThat(SystemCalls.getTimeout(fd, Linux.SO_RCVTIMEO)).isZero();
            assertThat(SystemCalls.setTimeout(fd, Linux.SO_RCVTIMEO, 1_248)).isZero();
            assertThat(SystemCalls.getTimeout(fd, Linux.SO_RCVTIMEO)).isEqualTo(1_248);
            assertThat(SystemCalls.getTimeout(fd, Linux.SO_SNDTIMEO)).isZero();
            assertThat(SystemCalls.tcpState(fd)).isEqualTo(Linux.TCP_ESTABLISHED);
            assertThat(SystemCalls.poll(fd, Linux.POLLIN | Linux.POLLOUT, 0)).isEqualTo(Linux.POLLOUT);
            assertThat(SystemCalls.poll(fd, Linux.POLLIN, 20)).isZero();
            pair.sender().write(direct("12345"));
            assertThat(SystemCalls.poll(fd, Linux.POLLIN, 5_000)).isEqualTo(Linux.POLLIN);
            assertThat(SystemCalls.tcpBytesReceived(fd)).isEqualTo(5);
            pair.sender().close();
            assertThat(SystemCalls.poll(fd, Linux.POLLRDHUP, 5_000)).isEqualTo(Linux.POLLRDHUP);
            assertThat(SystemCalls.tcpState(fd)).isEqualTo(Linux.TCP_CLOSE_WAIT);
            assertThat(SystemCalls.tcpBytesReceived(fd)).isEqualTo(6);
        }
    }
}
