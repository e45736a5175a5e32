package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.Arena;
import io.zerocopy.examples.bench.Timed;
import io.zerocopy.examples.bench.MachineCpu;
import io.zerocopy.examples.bench.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A server that runs, has given the right answer once, and is asked for it again and again. */
final class LoadedServer implements Timed<Sample>, Closeable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** From here on most answers of a round are unfinished, and their heads are next to nothing. */
    private static final int LARGE_BYTES = Arena.MIB;

    private final ServerProcess process;
    private final Wrk wrk;
    private final Path file;
    private final long fileBytes;
    private long errors;

    /** Takes a server over; fails if its answer is wrong. */
    LoadedServer(ServerProcess process, Path file, Wrk wrk) throws IOException {
        this.process = process;
        this.wrk = wrk;
        this.file = file;
        this.fileBytes = Files.size(file);
        try {
            Check.answer(process.address(), file);
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    /** For the compilers of a JVM: asks for a file that is small, so often. */
    void warmUp(Path small, Duration duration) throws IOException {
        wrk.load(Check.uri(process.address(), small), duration);
    }

    @Override
    public Sample run() throws IOException {
        long machineNanos = MachineCpu.busyNanos();
        long cpuNanos = process.cpuNanos();
        Wrk.Load load = wrk.load(Check.uri(process.address(), file), ROUND);
        cpuNanos = process.cpuNanos() - cpuNanos;
        machineNanos = MachineCpu.busyNanos() - machineNanos;
        errors += load.errors();
        long bytes = fileBytes < LARGE_BYTES ? load.requests() * fileBytes : load.bytes();
        return new Sample(
                (double) bytes / fileBytes,
                bytes,
                load.wallNanos(),
                cpuNanos,
                machineNanos,
                process.residentBytes(),
                load.p50Nanos(),
                load.p99Nanos());
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
