package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.MachineCpu;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Timed;
import io.zerocopy.examples.bench.servers.Check;
import io.zerocopy.examples.bench.servers.Load;
import io.zerocopy.examples.bench.servers.Server;
import io.zerocopy.examples.bench.servers.ServerProcess;
import io.zerocopy.examples.bench.servers.Wrk;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** A server that runs, has given the right answer once, and is asked for it again and again. */
final class LoadedServer implements Timed<ServerSample>, Closeable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final ServerProcess process;
    private final Wrk wrk;
    private final URI file;
    private final int headBytes;
    private long errors;

    private LoadedServer(ServerProcess process, Wrk wrk, URI file, int headBytes) {
        this.process = process;
        this.wrk = wrk;
        this.file = file;
        this.headBytes = headBytes;
    }

    /** Starts it; fails if its answer is wrong. */
    static LoadedServer start(Server server, Path file, Wrk wrk, ScratchFolder scratch) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        ServerProcess process = server.start(folder, scratch);
        try {
            int headBytes = Check.headBytes(process.address(), file);
            return new LoadedServer(process, wrk, uri(process, file), headBytes);
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    /** For the compilers of a JVM: asks for a file that is small, so often. */
    void warmUp(Path small, Duration duration) throws IOException {
        wrk.load(uri(process, small), duration);
    }

    private static URI uri(ServerProcess process, Path file) {
        return URI.create("http://127.0.0.1:" + process.address().getPort() + "/" + file.getFileName());
    }

    @Override
    public ServerSample run() throws IOException {
        long machineNanos = MachineCpu.busyNanos();
        long cpuNanos = process.cpuNanos();
        Load load = wrk.load(file, ROUND);
        cpuNanos = process.cpuNanos() - cpuNanos;
        machineNanos = MachineCpu.busyNanos() - machineNanos;
        errors += load.errors();
        long contentBytes = load.bytes() - load.requests() * headBytes;
        return new ServerSample(load, contentBytes, cpuNanos, machineNanos, process.residentBytes());
    }

    /** Requests of all rounds that went wrong. */
    long errors() {
        return errors;
    }

    @Override
    public void close() {
        process.close();
    }
}
