package io.zerocopy.examples.cli;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.relay.RelayLimits;
import io.zerocopy.examples.relay.TcpRelay;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts itself between clients and a server, until it is told to stop. */
@Command(
        name = "relay",
        description = "Passes each connection to LISTEN on to TARGET, both ways, until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class RelayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "LISTEN",
            converter = ListenAddress.class,
            description = "where clients come: a port of this machine alone, or ADDRESS:PORT such as 0.0.0.0:9000")
    private @Nullable InetSocketAddress address;

    @Parameters(index = "1", paramLabel = "TARGET", converter = HostPort.class, description = "HOST:PORT of the server")
    private @Nullable InetSocketAddress target;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "5",
            converter = Seconds.class,
            description = "what connections get after Ctrl-C before they are reset (default ${DEFAULT-VALUE})")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--half-closed-idle",
            paramLabel = "SECONDS",
            defaultValue = "60",
            converter = Seconds.class,
            description = "when one side has said all, the other one may be silent for so long; then both are reset;"
                    + " 0 is for ever (default ${DEFAULT-VALUE})")
    private Duration halfClosedIdle = RelayLimits.DEFAULTS.halfClosedIdle();

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            defaultValue = "0",
            converter = Seconds.class,
            description = "when neither side has said anything for so long, both are reset; 0 is for ever"
                    + " (default ${DEFAULT-VALUE})")
    private Duration idle = Duration.ZERO;

    @Option(names = "--threads", paramLabel = "N", description = "event loops (default: one a core)")
    private int threads = RelayLimits.DEFAULTS.threads();

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "most connections at a time; who comes then waits (default: what the heap has room for, at"
                    + " most 16384)")
    private int connections = RelayLimits.DEFAULTS.connections();

    /** Made by picocli. */
    public RelayCommand() {}

    @Override
    public Integer call() throws IOException {
        if (address == null || target == null) {
            throw new IllegalStateException("picocli has not run");
        }
        if (threads < 1 || connections < 1) {
            throw new ParameterException(spec.commandLine(), "--threads and --connections must be at least 1");
        }
        RelayLimits limits = RelayLimits.DEFAULTS
                .withTimes(grace, halfClosedIdle)
                .withThreads(threads)
                .withConnections(connections);
        TransferOptions options = TransferOptions.DEFAULTS.withStallTimeout(idle);
        try (TcpRelay relay = new TcpRelay(address, target, options, limits)) {
            Shutdown shutdown = Shutdown.closing(
                    relay, spec.commandLine().getErr(), "connections get up to " + grace.toSeconds() + " s to end");
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    "Relaying " + ListenAddress.toString(relay.address()) + " to " + ListenAddress.toString(target));
            out.flush();
            shutdown.around(relay);
        }
        return 0;
    }
}
