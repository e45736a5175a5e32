package io.zerocopy.examples.cli;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.examples.log.Acknowledgement;
import io.zerocopy.examples.log.Broker;
import io.zerocopy.examples.log.BrokerOptions;
import io.zerocopy.examples.log.Log;
import io.zerocopy.examples.log.LogOptions;
import io.zerocopy.examples.log.Retention;
import io.zerocopy.examples.net.DiskThreads;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The broker. It may be ended by any means: what it does when it begins is the same after a kill -9. */
@Command(name = "serve", description = "Serves the log in DIR until it is killed.", mixinStandardHelpOptions = true)
public final class LogServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "where the log is, or will be")
    private Path folder = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = HostPort.class,
            defaultValue = "localhost:9092",
            description = "where to listen; 0.0.0.0:PORT lets everybody in, port 0 is any (default ${DEFAULT-VALUE})")
    private InetSocketAddress address = new InetSocketAddress(0);

    @Option(
            names = "--acknowledge",
            paramLabel = "WHEN",
            defaultValue = "AFTER_APPEND",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private Acknowledgement acknowledgement = Acknowledgement.AFTER_APPEND;

    @Option(
            names = "--zero-copy",
            paramLabel = "POLICY",
            defaultValue = "PREFER",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private ZeroCopyPolicy policy = ZeroCopyPolicy.PREFER;

    @Option(
            names = "--segment",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "64M",
            description = "when a segment is full (default ${DEFAULT-VALUE})")
    private long segmentBytes;

    @Option(
            names = "--retain",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            description = "delete old segments as long as so much is left; all is kept by default")
    private long retainedBytes = Retention.ALL.bytes();

    @Option(
            names = "--retain-age",
            paramLabel = "AGE",
            description = "delete segments last written to so long ago, as PT24H; all are kept by default")
    private Duration retainedAge = Retention.ALL.age();

    /** Made by picocli. */
    public LogServeCommand() {}

    @Override
    public Integer call() throws IOException {
        LogOptions options = LogOptions.DEFAULTS
                .withSegmentBytes(segmentBytes)
                .withRetention(new Retention(retainedBytes, retainedAge));
        try (Log log = Log.open(folder, options);
                Broker broker = new Broker(
                        log,
                        address,
                        BrokerOptions.DEFAULTS
                                .withAcknowledgement(acknowledgement)
                                .withZeroCopy(policy)
                                .withDiskExecutor(DiskThreads.start()))) {
            PrintWriter out = spec.commandLine().getOut();
            if (log.tornBytes() > 0) {
                out.println("A torn tail of " + log.tornBytes() + " bytes has been cut off.");
            }
            String held = log.startOffset() == log.endOffset()
                    ? "no records yet, the next offset is " + log.endOffset()
                    : "the offsets " + log.startOffset() + " to " + (log.endOffset() - 1);
            out.println("'" + folder + "' has " + held + "; listening at " + address.getHostString() + ":"
                    + broker.address().getPort());
            out.flush();
            broker.serve();
        }
        return 0;
    }
}
