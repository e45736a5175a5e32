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
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            converter = ByteCount.class,
            description = "how many bytes must come; without it a sender that is killed looks like one that is done")
    private @Nullable Long count;

    @Mixin
    private DurabilityOption durability = new DurabilityOption();

    /** Made by picocli. */
    public ReceiveCommand() {}

    @Override
    public Integer call() throws IOException {
        if (address == null) {
            throw new IllegalStateException("picocli has not run");
        }
        requirePlace();
        try (SocketChannel sender = accept(address, spec.commandLine().getOut())) {
            Errand.run(
                    spec,
                    count == null ? -1 : count,
                    options -> receive(sender, options.withDurability(durability.chosen())));
        }
        return 0;
    }

    /** Said before anybody is waited for, who would then send in vain. */
    private void requirePlace() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "Is a directory");
        }
        if (Files.notExists(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    private static SocketChannel accept(InetSocketAddress address, PrintWriter out) throws IOException {
        try (ServerSocketChannel listener = Listener.open(address)) {
            out.println("Listening at " + ListenAddress.toString((InetSocketAddress) listener.getLocalAddress()));
            out.flush();
            return listener.accept();
        }
    }

    private TransferResult receive(SocketChannel sender, TransferOptions options) throws IOException {
        return count == null
                ? ZeroCopyTransfer.receive(sender, file, options)
                : ZeroCopyTransfer.receive(sender, file, count, options);
    }
}
