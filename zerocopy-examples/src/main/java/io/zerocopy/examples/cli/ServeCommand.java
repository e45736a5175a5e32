package io.zerocopy.examples.cli;

import io.zerocopy.RateLimit;
import io.zerocopy.TransferOptions;
import io.zerocopy.examples.serve.FileServer;
import io.zerocopy.examples.serve.ServerLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves the files of a folder to browsers, curl and the like, until it is told to stop. */
@Command(
        name = "serve",
        description = "Serves the files below DIR over HTTP/1.1 until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "the folder; names that begin with a dot are not served")
    private Path folder = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            converter = Port.class,
            description = "where to listen, 0 for any (default ${DEFAULT-VALUE})")
    private int port = 8080;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "who may come: this machine by default, 0.0.0.0 for everybody")
    private @Nullable String host;

    @Option(
            names = "--rate",
            paramLabel = "R",
            converter = ByteCount.class,
            description = "bytes a second of all clients together; with K, M or G in multiples of 1024")
    private @Nullable Long rate;

    @Option(names = "--upload", description = "let clients put files: curl -T FILE URL")
    private boolean upload;

    @Option(
            names = "--max-upload",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "100G",
            description = "the most bytes of one file (default ${DEFAULT-VALUE})")
    private long maxUpload;

    /** Made by picocli. */
    public ServeCommand() {}

    @Override
    public Integer call() throws IOException {
        TransferOptions options = TransferOptions.DEFAULTS;
        if (rate != null) {
            options = options.withRateLimit(RateLimit.ofBytesPerSecond(rate));
        }
        ServerLimits limits = ServerLimits.DEFAULTS.withUploadBytes(upload ? maxUpload : 0);
        InetSocketAddress address = host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
        try (FileServer server = new FileServer(folder, address, options, limits)) {
            Shutdown shutdown = Shutdown.closing(
                    server,
                    spec.commandLine().getErr(),
                    "connections get up to " + limits.grace().toSeconds() + " s to end");
            FileName.limits().ifPresent(locale -> {
                spec.commandLine().getErr().println("Not every file is served: " + locale);
                spec.commandLine().getErr().flush();
            });
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    "Serving " + folder.toRealPath() + " at http://" + ListenAddress.toString(server.address()) + "/");
            out.flush();
            shutdown.around(server);
        }
        return 0;
    }
}
