package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Job;
import io.zerocopy.examples.bench.MachineCpu;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.Sample;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.bench.Timed;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The same in C, compiled where there is gcc: a process of its own a round, which times itself. */
final class NativeSendfile {
    private static final String SOURCE = "sendfile.c";

    private final Path program;

    private NativeSendfile(Path program) {
        this.program = program;
    }

    static boolean canBeBuilt() {
        return Program.isInstalled("gcc");
    }

    /** Builds it in a folder; nothing where there is no gcc, or no sendfile. */
    static Optional<NativeSendfile> build(ScratchFolder folder) throws IOException {
        if (!canBeBuilt()) {
            return Optional.empty();
        }
        Path source = folder.file(SOURCE);
        Path program = folder.file("sendfile");
        try (InputStream text = Objects.requireNonNull(NativeSendfile.class.getResourceAsStream(SOURCE), SOURCE)) {
            Files.copy(text, source);
        }
        // No program may run from some folders.
        return Program.succeeds(List.of("gcc", "-O2", "-o", program.toString(), source.toString()))
                        && Files.isExecutable(program)
                ? Optional.of(new NativeSendfile(program))
                : Optional.empty();
    }

    /** Sends a file several times over one connection to a peer that counts. */
    Timed<Sample> sending(Path file, int times, InetSocketAddress peer) throws IOException {
        long bytes = Files.size(file) * times;
        ByteArrayOutputStream job = new ByteArrayOutputStream();
        Job.DISCARD.writeTo(new DataOutputStream(job));
        List<String> command = List.of(
                program.toString(),
                String.valueOf(peer.getPort()),
                file.toString(),
                String.valueOf(times),
                String.valueOf(job.size()));
        return () -> round(command, job.toByteArray(), bytes);
    }

    private static Sample round(List<String> command, byte[] job, long bytes) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream toProcess = process.getOutputStream()) {
            toProcess.write(job);
            toProcess.flush();
            if (!"ready".equals(process.inputReader().readLine())) {
                throw new IOException("the program in C did not begin");
            }
            long machineNanos = MachineCpu.busyNanos();
            toProcess.write(0);
            toProcess.flush();
            String result = process.inputReader().readLine();
            machineNanos = MachineCpu.busyNanos() - machineNanos;
            if (result == null || !result.endsWith(" " + bytes)) {
                throw new IOException("the program in C has not sent " + bytes + " bytes: " + result);
            }
            String[] figures = result.split(" ", -1);
            return new Sample(Long.parseLong(figures[0]), Long.parseLong(figures[1]), machineNanos, 0);
        }
    }
}
