package io.zerocopy.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.examples.log.Producer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Appends lines of text to a broker's log. */
@Command(
        name = "produce",
        description = "Appends each line of FILE, or of standard input, as a record.",
        mixinStandardHelpOptions = true)
public final class LogProduceCommand implements Callable<Integer> {
    /** In characters: one that is longer goes into a batch of its own. */
    private static final int LONG_LINE = 8 * 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "HOST:PORT", converter = HostPort.class, description = "the broker")
    private InetSocketAddress broker = new InetSocketAddress(0);

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "UTF-8; standard input by default")
    private @Nullable Path file;

    @Option(
            names = "--batch-bytes",
            paramLabel = "BYTES",
            defaultValue = "65536",
            description = "lines that are there already are sent together, up to this (default ${DEFAULT-VALUE})")
    private int batchBytes;

    /** Made by picocli. */
    public LogProduceCommand() {}

    @Override
    public Integer call() throws IOException {
        long records = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input(), UTF_8));
                Producer producer = new Producer(broker)) {
            List<byte[]> batch = nextBatch(lines);
            while (!batch.isEmpty()) {
                producer.send(batch);
                records += batch.size();
                batch = nextBatch(lines);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(records + " records acknowledged");
        out.flush();
        return 0;
    }

    private InputStream input() throws IOException {
        return file == null ? System.in : Files.newInputStream(file);
    }

    /** Waits for one line, and takes with it what need not be waited for; empty at the end. */
    private List<byte[]> nextBatch(BufferedReader lines) throws IOException {
        List<byte[]> batch = new ArrayList<>();
        long bytes = 0;
        do {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            byte[] value = line.getBytes(UTF_8);
            batch.add(value);
            bytes += value.length;
        } while (bytes < batchBytes && isLineThere(lines));
        return batch;
    }

    /** Half a line must not hold up those before it: who writes into a pipe flushes in the middle of one. */
    private static boolean isLineThere(BufferedReader lines) throws IOException {
        lines.mark(LONG_LINE);
        int last = 0;
        for (int count = 0; count < LONG_LINE && last >= 0 && last != '\n' && lines.ready(); count++) {
            last = lines.read();
        }
        lines.reset();
        return last == '\n';
    }
}
