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
    private static final String BBR =
            "TCP on this machine uses bbr, which waits between packets also where they do not leave the machine.";

    private Again() {}

    /** Returns the exit code of the other run, or nothing when this run is as good as it gets. */
    static Optional<Integer> withoutPacing(CommandSpec spec) throws IOException {
        if (!isPaced()) {
            return Optional.empty();
        }
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        Optional<List<String>> command = Network.apart(spec.root().userObject().getClass(), arguments);
        if (command.isEmpty()) {
            return Optional.empty();
        }
        Optional<Integer> done = run(command.get());
        if (done.equals(Optional.of(0))) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(BBR);
            out.println("That would hide how much time sendfile saves: this ran in a network of its own, with reno.");
            out.flush();
        }
        return done;
    }

    /** Says behind figures that were taken where TCP waits what that does to them. */
    static void warn(PrintWriter out) {
        if (isPaced()) {
            out.println(BBR);
            out.println("That hides how much time sendfile saves: look at the CPU, not at the time.");
        }
    }

    private static boolean isPaced() {
        return Network.congestionControl().equals("bbr");
    }

    private static Optional<Integer> run(List<String> command) throws IOException {
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
