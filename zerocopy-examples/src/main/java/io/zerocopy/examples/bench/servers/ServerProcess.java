package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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

    private final Process process;
    private final InetSocketAddress address;

    /** Closing does not happen when the user presses Ctrl-C. */
    private final Thread atExit = new Thread(this::end, "end of a server");

    private ServerProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** What starts a server on a port. */
    @FunctionalInterface
    interface Command {
        List<String> on(int port) throws IOException;
    }

    /** The command of a server in Java, without a line for each answer: none of the others logs either. */
    static List<String> jvm(Class<?> mainClass, Object... arguments) {
        List<String> command = ChildJvm.command(
                mainClass, Stream.of(arguments).map(Object::toString).toList());
        for (String logger : List.of("embed", "serve")) {
            command.add(1, "-Dorg.slf4j.simpleLogger.log.io.zerocopy.examples." + logger + "=warn");
        }
        return command;
    }

    /** Starts one on a free port, since not all could say which port they got; waits until it listens. */
    static ServerProcess start(Command command, ScratchFolder scratch) throws IOException {
        InetSocketAddress address;
        try (ServerSocket free = new ServerSocket(0)) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
        Path output = scratch.file("server-" + address.getPort() + ".out");
        return start(command.on(address.getPort()), address, output);
    }

    static ServerProcess start(List<String> command, InetSocketAddress address, Path output) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        ServerProcess server = new ServerProcess(process, address);
        Runtime.getRuntime().addShutdownHook(server.atExit);
        try {
            long startNanos = System.nanoTime();
            while (!server.isListening()) {
                if (server.hasEnded() || System.nanoTime() - startNanos > PATIENCE_NANOS) {
                    List<String> said = Files.readAllLines(output);
                    throw new IOException("it does not listen: " + (said.isEmpty() ? "" : said.get(said.size() - 1)));
                }
            }
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
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
