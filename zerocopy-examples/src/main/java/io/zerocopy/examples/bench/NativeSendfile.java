package io.zerocopy.examples.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The same in C, compiled where there is gcc: a process of its own a round, which times itself.
 *
 * @param program that was built
 */
record NativeSendfile(Path program) {
    private static final String SOURCE = "sendfile.c";

    static boolean canBeBuilt() {
        return Program.isInstalled("gcc");
    }

    /** Builds it in a folder; nothing where there is no gcc, or no sendfile, or where no program may run. */
    static Optional<NativeSendfile> build(ScratchFolder folder) throws IOException {
        if (!canBeBuilt()) {
            return Optional.empty();
        }
        Path source = folder.file(SOURCE);
        Path program = folder.file("sendfile");
        try (InputStream text = Objects.requireNonNull(NativeSendfile.class.getResourceAsStream(SOURCE), SOURCE)) {
            Files.copy(text, source);
        }
        return Program.succeeds(List.of("gcc", "-O2", "-o", program.toString(), source.toString()))
                        && Files.isExecutable(program)
                ? Optional.of(new NativeSendfile(program))
                : Optional.empty();
    }

    /** Sends a file several times over one connection to a peer that counts. */
    Timed<Sample> sending(Path file, int times, Round round) {
        return () -> {
            ByteArrayOutputStream job = new ByteArrayOutputStream();
            round.job().writeTo(new DataOutputStream(job));
            Process process = new ProcessBuilder(
                            program.toString(),
                            String.valueOf(round.peer().getPort()),
                            file.toString(),
                            String.valueOf(times),
                            String.valueOf(job.size()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (OutputStream toProcess = process.getOutputStream()) {
                toProcess.write(job.toByteArray());
                toProcess.flush();
                if (!"ready".equals(process.inputReader().readLine())) {
                    throw new IOException("the program in C did not begin");
                }
                long machineNanos = MachineCpu.busyNanos();
                toProcess.write(0);
                toProcess.flush();
                String result = String.valueOf(process.inputReader().readLine());
                machineNanos = MachineCpu.busyNanos() - machineNanos;
                if (!result.endsWith(" " + round.bytes())) {
                    throw new IOException("the program in C has not sent " + round.bytes() + " bytes: " + result);
                }
                String[] nanos = result.split(" ", -1);
                long wall = Long.parseLong(nanos[0]);
                long cpu = Long.parseLong(nanos[1]);
                return new Sample(times, round.bytes(), wall, cpu, machineNanos, 0, Double.NaN, Double.NaN);
            }
        };
    }
}
