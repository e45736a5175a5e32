package io.zerocopy.examples.bench.servers;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that runs, and what it has cost so far: it and the processes that it started. */
public final class ServerProcess implements Closeable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long PAUSE_MILLIS = 10;
    private static final long FAREWELL_SECONDS = 5;
    private static final String RESIDENT = "VmRSS:";
    private static final long BYTES_PER_KIB = 1024;

    private final Process process;
    private final InetSocketAddress address;

    /** Closing does not happen when the user presses Ctrl-C. */
    private final Thread atExit = new Thread(this::end, "end of a server");

    private ServerProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    static ServerProcess start(List<String> command, InetSocketAddress address, Path output) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        ServerProcess server = new ServerProcess(process, address);
        Runtime.getRuntime().addShutdownHook(server.atExit);
        try {
            server.awaitListening(output);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void awaitListening(Path output) throws IOException {
        long startNanos = System.nanoTime();
        while (!isListening()) {
            if (hasEnded() || System.nanoTime() - startNanos > PATIENCE_NANOS) {
                throw new IOException("it does not listen: " + lastLine(output));
            }
        }
    }

    private static String lastLine(Path output) throws IOException {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.reduce("", (earlier, later) -> later);
        }
    }

    private boolean isListening() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private boolean hasEnded() throws IOException {
        try {
            return process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /** User and kernel, to a tick of 10 ms a process. */
    public long cpuNanos() {
        return processes()
                .mapToLong(one ->
                        one.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    /** Memory that is there and not only asked for; what processes share counts for each. 0 without /proc. */
    public long residentBytes() throws IOException {
        long bytes = 0;
        for (ProcessHandle one : processes().toList()) {
            bytes += residentBytes(Path.of("/proc", String.valueOf(one.pid()), "status"));
        }
        return bytes;
    }

    private static long residentBytes(Path status) throws IOException {
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            // "VmRSS:     1234 kB"
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(
                            line.substring(RESIDENT.length()).replace("kB", "").strip()))
                    .map(kib -> kib * BYTES_PER_KIB)
                    .sum();
        }
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    /** Asked first: a master that is killed leaves its workers. */
    private void end() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
