package io.zerocopy.examples.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a command that runs until Ctrl-C does then. */
final class Shutdown {
    private Shutdown() {}

    static void closes(Closeable server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                server.close();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        "shutdown"));
    }
}
