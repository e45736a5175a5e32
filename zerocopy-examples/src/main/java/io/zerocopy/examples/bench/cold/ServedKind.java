package io.zerocopy.examples.bench.cold;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.bench.Child;
import io.zerocopy.examples.bench.cold.ColdServer.Reading;
import io.zerocopy.examples.embed.SelectorFileServer;
import io.zerocopy.examples.net.DiskThreads;
import io.zerocopy.examples.serve.FileServer;
import io.zerocopy.examples.serve.ServerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** The servers that are measured, each with threads that wait for the disk in its place and without. */
enum ServedKind {
    LOOP("selector loop"),
    VIRTUAL("virtual threads");

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

    /** A server in a process of its own: which, how, the folder. It says its port, and serves until its parent goes. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException {
            Reading reading = Reading.valueOf(arguments[1]);
            Path folder = Path.of(arguments[2]);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            switch (ServedKind.valueOf(arguments[0])) {
                case LOOP -> {
                    TransferOptions options = reading == Reading.AHEAD
                            ? TransferOptions.DEFAULTS.withDiskExecutor(DiskThreads.start())
                            : TransferOptions.DEFAULTS;
                    SelectorFileServer server = new SelectorFileServer(folder, any, options);
                    serve(((InetSocketAddress) server.address()).getPort(), server);
                }
                case VIRTUAL -> {
                    // Virtual threads are protected without being told: this tells them not to be.
                    TransferOptions options = reading == Reading.AHEAD
                            ? TransferOptions.DEFAULTS
                            : TransferOptions.DEFAULTS.withDiskExecutor(Runnable::run);
                    FileServer server =
                            new FileServer(folder, any, options, ServerLimits.DEFAULTS.withPlatformThreads(0));
                    serve(server.address().getPort(), server);
                }
            }
        }

        private static void serve(int port, Runnable server) throws IOException {
            new Thread(server, "server").start();
            System.out.println(port);
            Child.awaitParent();
        }
    }
}
