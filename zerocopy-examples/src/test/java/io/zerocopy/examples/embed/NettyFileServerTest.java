package io.zerocopy.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.TransferOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Netty does with a region whose file is cut under it. */
@Timeout(300)
class NettyFileServerTest {
    private static final int MIB = 1 << 20;

    @Test
    void aFileThatIsCutEndsItsConnectionOnly(@TempDir Path folder) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
        Response other = Response.ofNewFile(folder, "other", MIB);
        // More than the sockets' buffers hold.
        Response file = Response.ofNewFile(folder, "file", 16 * MIB);
        try (RunningServer server = ServerKind.NETTY.start(folder, TransferOptions.DEFAULTS);
                Download download = new Download(server.address(), file);
                Download next = new Download(server.address(), other)) {
            download.ask();
            download.readTo(1, buffer);
            try (FileChannel cut = FileChannel.open(folder.resolve("file"), StandardOpenOption.WRITE)) {
                cut.truncate(MIB);
            }
            download.readTo(Long.MAX_VALUE, buffer);
            assertThat(download.bytes()).isLessThan(file.bytes());
            next.ask();
            next.readTo(Long.MAX_VALUE, buffer);
            next.requireRight();
        }
    }
}
