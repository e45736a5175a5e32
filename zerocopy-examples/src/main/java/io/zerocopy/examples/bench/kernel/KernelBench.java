package io.zerocopy.examples.bench.kernel;

import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.CongestionControl;
import io.zerocopy.examples.bench.Interleaving;
import io.zerocopy.examples.bench.NetworkNamespace;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Statistics;
import io.zerocopy.examples.bench.Timed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What the kernel tier is worth: relay, receive and small messages, each in processes of their own, in turn. The row
 * "again" is the same as the one before it: what differs between the two is the machine's noise.
 */
public final class KernelBench {
    private static final long MIB = 1024 * 1024;
    private static final int MESSAGES = 10_000;
    private static final int WARM_UPS = 2;
    private static final int PIPE_BYTES = 256 * 1024;
    private static final Path CONGESTION_CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final List<String> TIER = List.of(NATIVE, "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    private static final List<String> OFF = List.of(NATIVE, "-Dio.zerocopy.native=off");
    /** Threads that come and go would take their CPU time with them. */
    private static final List<String> STEADY = List.of("-XX:-UseDynamicNumberOfCompilerThreads", "-XX:+UseSerialGC");

    /** In a network of its own: there TCP's settings may be changed. */
    private static final String APART = "apart";

    private final String only;
    private final boolean isApart;
    private final Interleaving rounds;
    private final ScratchFolder scratch;
    private final String port;
    private final Path socket;

    private KernelBench(String[] arguments, ScratchFolder scratch, String port, Path socket) {
        this.only = arguments[0];
        this.isApart = arguments[2].equals(APART);
        this.rounds = new Interleaving(WARM_UPS, Integer.parseInt(arguments[1]));
        this.scratch = scratch;
        this.port = port;
        this.socket = socket;
    }

    /**
     * Runs it in a network of its own, with reno, where that may be.
     *
     * @param folders where files are received
     * @param only tables whose title contains it
     * @param turns rounds of each row
     * @return the exit code
     */
    public static int run(List<Path> folders, String only, int turns) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(only, String.valueOf(turns), APART));
        folders.forEach(folder -> arguments.add(folder.toAbsolutePath().toString()));
        Optional<List<String>> apart = NetworkNamespace.command(KernelBench.class, arguments);
        arguments.set(2, "");
        List<String> here = ChildJvm.command(KernelBench.class, arguments);
        Process process = new ProcessBuilder(apart.orElse(here)).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of the benchmark"));
        return process.onExit().join().exitValue();
    }

    /** The arguments: what is in the titles wanted, how many rounds, {@value #APART} or nothing, and the folders. */
    public static void main(String[] arguments) throws IOException {
        Path memory = Path.of(System.getProperty("java.io.tmpdir"));
        try (ScratchFolder scratch = ScratchFolder.create(memory, 128 * MIB);
                RandomFile file = RandomFile.create(scratch.path(), 64 * MIB)) {
            Path socket = scratch.file("socket");
            List<String> peer =
                    ChildJvm.command(KernelPeer.class, List.of(file.path().toString(), socket.toString()));
            Answering far = new Answering(peer);
            try (far) {
                new KernelBench(arguments, scratch, far.answer(), socket)
                        .print(Arrays.stream(arguments).skip(3).map(Path::of).toList());
            }
        }
    }

    /** A process that answers a line with a line. */
    private record Answering(Process process) implements Timed<long[]>, AutoCloseable {
        Answering(List<String> command) throws IOException {
            this(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }

        @Override
        public long[] run() throws IOException {
            OutputStream to = process.getOutputStream();
            to.write('\n');
            to.flush();
            return Arrays.stream(answer().split(" ", 2))
                    .mapToLong(Long::parseLong)
                    .toArray();
        }

        String answer() throws IOException {
            String line = process.inputReader().readLine();
            if (line == null) {
                throw new IOException("a process has ended: see above");
            }
            return line;
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private record Row(String name, List<String> command) {}

    private void print(List<Path> folders) throws IOException {
        System.out.printf(
                "TCP congestion control: %s; medians (and ranges) of %d rounds%n",
                CongestionControl.name(), rounds.turns());
        relay(1024 * MIB);
        for (Path folder : folders) {
            receive(256 * MIB, folder);
        }
        messages("TCP, reno", port, "reno");
        messages("TCP, bbr", port, "bbr");
        messages("Unix-domain sockets", socket.toString(), "reno");
    }

    private void relay(long bytes) throws IOException {
        List<Row> rows = rows("RELAY", port, bytes, socket);
        rows.add(new Row("Netty's spliceTo", job(List.of(NATIVE), "SPLICE_TO", port, bytes, socket)));
        stream("relay of 1 GiB", rows, bytes, List.of());
    }

    private void receive(long bytes, Path folder) throws IOException {
        Path file = Files.createTempDirectory(folder, "zerocopy-").resolve("received");
        try {
            List<Row> rows = rows("RECEIVE", port, bytes, file);
            stream("receive of 256 MiB into " + folder, rows, bytes, List.of(file.toString()));
        } finally {
            Files.delete(Objects.requireNonNull(file.getParent()));
        }
    }

    private void stream(String title, List<Row> rows, long bytes, List<String> file) throws IOException {
        if (Program.isInstalled("gcc")) {
            List<String> command = new ArrayList<>(
                    List.of(program().toString(), port, String.valueOf(bytes), String.valueOf(PIPE_BYTES)));
            command.addAll(file);
            rows.add(0, new Row("C, splice, pipe of 256 KiB", command));
        } else {
            System.out.println("no row of C: gcc is not installed");
        }
        table(title, rows, "GB/s", "CPU s/GB", figures ->
                new double[] {(double) bytes / figures[0], (double) figures[1] / bytes});
    }

    private void messages(String how, String address, String congestionControl) throws IOException {
        String title = "10,000 messages of 10 bytes, one at a time, " + how;
        if (!title.contains(only)) {
            return;
        }
        if (isApart) {
            Files.writeString(CONGESTION_CONTROL, congestionControl);
        }
        if (!CongestionControl.name().equals(congestionControl)) {
            System.out.println("no table of " + title + ": this network has " + CongestionControl.name());
        } else {
            table(title, rows("MESSAGES", address, MESSAGES, socket), "p50 µs", "p99 µs", figures ->
                    new double[] {figures[0] / 1e3, figures[1] / 1e3});
        }
    }

    private static List<Row> rows(String job, String address, long count, Path file) {
        return new ArrayList<>(List.of(
                new Row("zerocopy, kernel tier", job(TIER, job, address, count, file)),
                new Row("zerocopy, kernel tier, again", job(TIER, job, address, count, file)),
                new Row("zerocopy without it", job(OFF, job, address, count, file))));
    }

    private static List<String> job(List<String> flags, String job, String address, long count, Path file) {
        List<String> command =
                ChildJvm.command(KernelJob.class, List.of(job, address, String.valueOf(count), file.toString()));
        command.addAll(1, flags);
        command.addAll(1, STEADY);
        return command;
    }

    private interface Figures {
        double[] of(long[] answer);
    }

    private void table(String title, List<Row> rows, String one, String other, Figures figures) throws IOException {
        if (!title.contains(only)) {
            return;
        }
        List<Timed<long[]>> processes = new ArrayList<>();
        try {
            for (Row row : rows) {
                processes.add(new Answering(row.command()));
            }
            List<List<long[]>> all = rounds.run(processes, () -> {});
            System.out.printf("%n%-32s%24s%28s%n", title, one, other);
            for (int i = 0; i < rows.size(); i++) {
                List<double[]> row = all.get(i).stream().map(figures::of).toList();
                System.out.printf("%-32s%24s%28s%n", rows.get(i).name(), range(row, 0), range(row, 1));
            }
        } finally {
            processes.forEach(process -> ((Answering) process).close());
        }
    }

    private static String range(List<double[]> row, int which) {
        double[] values =
                row.stream().mapToDouble(figures -> figures[which]).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.3f (%.3f-%.3f)", Statistics.median(values), values[0], values[values.length - 1]);
    }

    private Path program() throws IOException {
        Path program = scratch.file("splice");
        if (!Files.exists(program)) {
            Path source = scratch.file("splice.c");
            try (InputStream text = Objects.requireNonNull(KernelBench.class.getResourceAsStream("splice.c"))) {
                Files.copy(text, source);
            }
            if (!Program.succeeds(List.of("gcc", "-O2", "-o", program.toString(), source.toString()))) {
                throw new IOException("gcc cannot build " + source);
            }
        }
        return program;
    }
}
