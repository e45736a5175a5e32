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
        out.println("TCP on this machine uses bbr: it waits between packets to send at an even pace, also where they do"
                + " not leave the machine.");
        if (command.isEmpty()) {
            out.println("That hides how much time sendfile saves: look at the CPU, not at the time.");
            return Optional.empty();
        }
        out.println("That would hide how much time sendfile saves. So this runs in a network of its own, inside this"
                + " machine, where TCP uses reno and does not wait.");
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
