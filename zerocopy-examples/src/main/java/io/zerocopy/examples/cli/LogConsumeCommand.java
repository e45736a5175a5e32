package io.zerocopy.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.examples.log.Consumer;
import io.zerocopy.examples.log.LogRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the records of a broker's log as lines of text. */
@Command(
        name = "consume",
        description = "Prints the records of a log, and then those to come.",
        mixinStandardHelpOptions = true)
public final class LogConsumeCommand implements Callable<Integer> {
    private static final int FETCH_BYTES = 1024 * 1024;
    /** Then it looks whether somebody still reads what it prints. */
    private static final Duration LONG_POLL = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "HOST:PORT", converter = HostPort.class, description = "the broker")
    private InetSocketAddress broker = new InetSocketAddress(0);

    @Option(names = "--from", paramLabel = "OFFSET", description = "where to begin; at the oldest record by default")
    private @Nullable Long from;

    @Option(names = "--until", paramLabel = "OFFSET", description = "where to end, this one not included")
    private long until = Long.MAX_VALUE;

    @Option(names = "--to-end", description = "end where the log ends now")
    private boolean toEnd;

    /** Made by picocli. */
    public LogConsumeCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BrokenPipe pipe = new BrokenPipe(out);
        try (Consumer consumer = new Consumer(broker, from == null ? 0 : from, FETCH_BYTES)) {
            long end = toEnd ? Math.min(until, consumer.endOffset()) : until;
            if (from == null) {
                consumer.seek(consumer.startOffset());
            }
            while (consumer.offset() < end) {
                print(consumer.poll(LONG_POLL), end, out);
                if (pipe.isBroken()) {
                    return BrokenPipe.EXIT_CODE;
                }
            }
        }
        return 0;
    }

    private static void print(List<LogRecord> records, long end, PrintWriter out) {
        for (LogRecord record : records) {
            if (record.offset() < end) {
                out.println(new String(record.value(), UTF_8));
            }
        }
        out.flush();
    }
}
