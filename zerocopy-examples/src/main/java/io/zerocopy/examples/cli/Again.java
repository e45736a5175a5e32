package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** Runs the command in progress again where loopback shows what it can: see {@link Network}. */
final class Again {
    private static final long PATIENCE_SECONDS = 5;

    private Again() {}

    /** Returns the exit code of the other run, or nothing when this run is as good as it gets. */
    static Optional<Integer> withoutPacing(CommandSpec spec) throws IOException {
        if (!Network.congestionControl().equals("bbr")) {
            return Optional.empty();
        }
        PrintWriter out = spec.commandLine().getOut();
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        Optional<List<String>> command = Network.apart(spec.root().userObject().getClass(), arguments);
        if (command.isEmpty()) {
            out.println(
                    "TCP uses bbr here, which paces loopback too and hides what sendfile gains in time: look at CPU.");
            return Optional.empty();
        }
        out.println(
                "TCP uses bbr here, which paces loopback too: this runs in a network namespace of its own, with reno.");
        return run(command.get(), out);
    }

    private static Optional<Integer> run(List<String> command, PrintWriter out) throws IOException {
        out.flush();
        Process process = new ProcessBuilder(command).inheritIO().start();
        // Ctrl-C reaches both by itself, a kill only this one.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "end of the other run"));
        try {
            return Optional.of(process.waitFor());
        } catch (InterruptedException e) {
            process.destroy();
            throw new IOException("interrupted", e);
        }
    }

    /** When it has ended, its files are gone, too. */
    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
