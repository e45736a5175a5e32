package io.zerocopy.model;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What cases work with: the files, one after the other, and threads for the peers. */
final class Bench implements Closeable {
    /** One at each end of a relay. */
    private static final int PEERS = 2;

    private final SourceFiles files;
    private final Path sink;
    private final Landings landings;
    private final ExecutorService peers = Executors.newFixedThreadPool(PEERS, task -> {
        Thread thread = new Thread(task, "model-peer");
        thread.setDaemon(true);
        return thread;
    });

    Bench(Path folder) throws IOException {
        this.files = new SourceFiles(folder);
        this.sink = folder.resolve("sink");
        this.landings = new Landings(folder);
    }

    SourceFiles files() {
        return files;
    }

    /** The file that a case may write to. */
    Path sink() {
        return sink;
    }

    /** Where files may appear. */
    Landings landings() {
        return landings;
    }

    ExecutorService peers() {
        return peers;
    }

    @Override
    public void close() throws IOException {
        peers.shutdownNow();
        try (landings) {
            files.close();
        }
    }
}
