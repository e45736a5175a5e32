package io.zerocopy.examples.cli;

import io.zerocopy.examples.log.Producer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    /** One that is longer is not looked for: it is waited for, in the next batch. */
    private static final int LONG_LINE_BYTES = 8 * 1024;

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
        try (BufferedInputStream lines = new BufferedInputStream(input());
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
    private List<byte[]> nextBatch(BufferedInputStream lines) throws IOException {
        List<byte[]> batch = new ArrayList<>();
        long bytes = 0;
        do {
            byte[] line = nextLine(lines);
            if (line == null) {
                break;
            }
            batch.add(line);
            bytes += line.length;
        } while (bytes < batchBytes && isLineThere(lines));
        return batch;
    }

    /** Without what ends it, which is LF or CR LF; null at the end. */
    private static byte @Nullable [] nextLine(BufferedInputStream lines) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = lines.read()) {
            line.write(next);
        }
        byte[] bytes = line.toByteArray();
        boolean hasReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return hasReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    /**
     * Half a line must not hold up those before it: who writes into a pipe flushes in the middle of one, and of a
     * character.
     */
    private static boolean isLineThere(BufferedInputStream lines) throws IOException {
        int there = Math.min(lines.available(), LONG_LINE_BYTES);
        lines.mark(there);
        int last = 0;
        for (int count = 0; count < there && last >= 0 && last != '\n'; count++) {
            last = lines.read();
        }
        lines.reset();
        return last == '\n';
    }
}
