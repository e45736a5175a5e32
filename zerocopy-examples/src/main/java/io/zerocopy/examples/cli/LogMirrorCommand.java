package io.zerocopy.examples.cli;

import io.zerocopy.examples.log.Log;
import io.zerocopy.examples.log.LogOptions;
import io.zerocopy.examples.log.Mirror;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps a copy of a broker's log, which a broker can serve when the first one is gone. */
@Command(
        name = "mirror",
        description = "Copies a broker's log to DIR, and goes on as it grows, until it is killed.",
        mixinStandardHelpOptions = true)
public final class LogMirrorCommand implements Callable<Integer> {
    /** Then it looks whether somebody still reads what it prints. */
    private static final Duration LONG_POLL = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "HOST:PORT", converter = HostPort.class, description = "the broker")
    private InetSocketAddress broker = new InetSocketAddress(0);

    @Parameters(index = "1", paramLabel = "DIR", description = "where the copy is, or will be")
    private Path folder = Path.of("");

    /** Made by picocli. */
    public LogMirrorCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BrokenPipe pipe = new BrokenPipe(out);
        try (Log log = Log.open(folder, LogOptions.DEFAULTS);
                Mirror mirror = new Mirror(broker, log)) {
            while (!Thread.currentThread().isInterrupted()) {
                long records = mirror.poll(LONG_POLL);
                if (records > 0) {
                    out.println(records + " records copied, the log ends at " + log.endOffset());
                    out.flush();
                }
                if (pipe.isBroken()) {
                    return BrokenPipe.EXIT_CODE;
                }
            }
        }
        return 0;
    }
}
