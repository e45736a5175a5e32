package io.zerocopy.examples.cli;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.Dialer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one file, or a range of it, to a listening socket, and says which road it took. */
@Command(
        name = "send",
        description = "Sends FILE to HOST:PORT and closes the connection.",
        mixinStandardHelpOptions = true)
public final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE", description = "the file to send")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "HOST:PORT", converter = HostPort.class, description = "who listens")
    private @Nullable InetSocketAddress peer;

    @Option(
            names = "--zero-copy",
            paramLabel = "POLICY",
            defaultValue = "PREFER",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private ZeroCopyPolicy policy = ZeroCopyPolicy.PREFER;

    @Option(
            names = "--position",
            paramLabel = "BYTES",
            converter = ByteCount.class,
            description = "where to begin; at the beginning of the file by default")
    private @Nullable Long position;

    @Option(
            names = "--count",
            paramLabel = "BYTES",
            converter = ByteCount.class,
            description = "how many bytes; to the end of the file by default")
    private @Nullable Long count;

    /** Made by picocli. */
    public SendCommand() {}

    @Override
    public Integer call() throws IOException {
        if (peer == null) {
            throw new IllegalStateException("picocli has not run");
        }
        // Said before anybody is connected to: a peer that is sent nothing, or less than was asked for, cannot tell.
        long size = Files.size(file);
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "Is a directory");
        }
        long from = position == null ? 0 : position;
        long bytes = count == null ? size - from : count;
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        if (from > size || bytes > size - from) {
            throw new FileSystemException(file.toString(), null, "has only " + size + " bytes");
        }
        try (SocketChannel channel = Dialer.connect(peer)) {
            Errand.run(spec, bytes, options -> send(from, bytes, channel, options.withZeroCopy(policy)));
        }
        return 0;
    }

    private TransferResult send(long from, long bytes, SocketChannel channel, TransferOptions options)
            throws IOException {
        // A whole file is also one whose size is a fiction, as in /proc.
        return position == null && count == null
                ? ZeroCopyTransfer.send(file, channel, options)
                : ZeroCopyTransfer.send(file, from, bytes, channel, options);
    }
}
