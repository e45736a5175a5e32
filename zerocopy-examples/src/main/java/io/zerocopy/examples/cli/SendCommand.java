package io.zerocopy.examples.cli;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
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

    @Option(names = "--position", paramLabel = "BYTES", description = "where to begin (default ${DEFAULT-VALUE})")
    private long position;

    @Option(names = "--count", paramLabel = "BYTES", description = "how many bytes; to the end of the file by default")
    private long count = -1;

    /** Made by picocli. */
    public SendCommand() {}

    @Override
    public Integer call() throws IOException {
        if (peer == null) {
            throw new IllegalStateException("picocli has not run");
        }
        boolean whole = position == 0 && count < 0;
        long bytes = count < 0 ? Math.max(0, Files.size(file) - position) : count;
        TransferResult result;
        try (SocketChannel channel = SocketChannel.open(peer);
                ProgressBar bar = Progress.bytes("send", bytes)) {
            TransferOptions options = TransferOptions.DEFAULTS
                    .withZeroCopy(policy)
                    .withListener(new Report(bar, spec.commandLine().getErr()));
            result = whole
                    ? ZeroCopyTransfer.send(file, channel, options)
                    : ZeroCopyTransfer.send(file, position, bytes, channel, options);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(result);
        out.flush();
        return 0;
    }
}
