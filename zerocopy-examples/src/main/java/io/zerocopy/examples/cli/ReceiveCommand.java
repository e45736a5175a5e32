package io.zerocopy.examples.cli;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.Listener;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes one file from whoever connects first: the other end of {@link SendCommand}. */
@Command(
        name = "receive",
        description = "Receives FILE from the first who connects; it appears only when it is whole.",
        mixinStandardHelpOptions = true)
public final class ReceiveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "PORT",
            converter = ListenAddress.class,
            description = "where to listen: a port of this machine alone, or ADDRESS:PORT such as 0.0.0.0:9000")
    private @Nullable InetSocketAddress address;

    @Parameters(index = "1", paramLabel = "FILE", description = "the new file; one that is there is replaced")
    private Path file = Path.of("");

    @Option(
            names = "--count",
            paramLabel = "BYTES",
            description = "how many bytes must come; without it a sender that is killed looks like one that is done")
    private long count = -1;

    @Mixin
    private DurabilityOption durability = new DurabilityOption();

    /** Made by picocli. */
    public ReceiveCommand() {}

    @Override
    public Integer call() throws IOException {
        if (address == null) {
            throw new IllegalStateException("picocli has not run");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (SocketChannel sender = accept(address, out)) {
            out.println(receive(sender));
        }
        out.flush();
        return 0;
    }

    private static SocketChannel accept(InetSocketAddress address, PrintWriter out) throws IOException {
        try (ServerSocketChannel listener = Listener.open(address)) {
            out.println("Listening at " + ListenAddress.toString((InetSocketAddress) listener.getLocalAddress()));
            out.flush();
            return listener.accept();
        }
    }

    private TransferResult receive(SocketChannel sender) throws IOException {
        try (ProgressBar bar = Progress.bytes("receive", count)) {
            TransferOptions options = TransferOptions.DEFAULTS
                    .withDurability(durability.chosen())
                    .withListener(new Report(bar, spec.commandLine().getErr()));
            return count < 0
                    ? ZeroCopyTransfer.receive(sender, file, options)
                    : ZeroCopyTransfer.receive(sender, file, count, options);
        }
    }
}
