package io.zerocopy.examples.bench.cold;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.embed.SelectorFileServer;
import io.zerocopy.examples.net.DiskThreads;
import io.zerocopy.examples.serve.FileServer;
import io.zerocopy.examples.serve.ServerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** The servers that are measured, each without and with threads that wait for the disk in its place. */
enum ServedKind {
    LOOP("one selector thread"),
    VIRTUAL("virtual threads, 2 carriers");

    /** Who reads what is not in memory. */
    enum Reading {
        IN_PLACE("without a disk executor"),
        AHEAD("with a disk executor");

        private final String words;

        Reading(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final String words;

    ServedKind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Virtual threads are there from JDK 21 on. */
    boolean isThere() {
        return this == LOOP || Runtime.version().feature() >= 21;
    }

    List<String> jvmOptions() {
        // A line for each answer would be measured, too.
        String quiet = "-Dorg.slf4j.simpleLogger.log.io.zerocopy.examples.serve=warn";
        return this == LOOP ? List.of(quiet) : List.of(quiet, "-Djdk.virtualThreadScheduler.parallelism=2");
    }

    /** A server in a process of its own: which, how, the folder. It says its port, and serves until it is killed. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException {
            Reading reading = Reading.valueOf(arguments[1]);
            Path folder = Path.of(arguments[2]);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            switch (ServedKind.valueOf(arguments[0])) {
                case LOOP -> serveByLoop(folder, any, reading);
                case VIRTUAL -> serveByThreads(folder, any, reading);
            }
        }

        private static void serveByLoop(Path folder, InetSocketAddress any, Reading reading) throws IOException {
            TransferOptions options = reading == Reading.AHEAD
                    ? TransferOptions.DEFAULTS.withDiskExecutor(DiskThreads.start())
                    : TransferOptions.DEFAULTS;
            try (SelectorFileServer server = new SelectorFileServer(folder, any, options)) {
                System.out.println(((InetSocketAddress) server.address()).getPort());
                server.run();
            }
        }

        private static void serveByThreads(Path folder, InetSocketAddress any, Reading reading) throws IOException {
            // Virtual threads are protected without being told: this tells them not to be.
            TransferOptions options = reading == Reading.AHEAD
                    ? TransferOptions.DEFAULTS
                    : TransferOptions.DEFAULTS.withDiskExecutor(Runnable::run);
            try (FileServer server = new FileServer(folder, any, options, ServerLimits.DEFAULTS)) {
                System.out.println(server.address().getPort());
                server.run();
            }
        }
    }
}
