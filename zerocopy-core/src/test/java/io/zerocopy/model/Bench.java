package io.zerocopy.model;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What cases work with: the files, one after the other, and a thread for the peers. */
final class Bench implements Closeable {
    private final SourceFiles files;
    private final Path sink;
    private final ExecutorService peers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "model-peer");
        thread.setDaemon(true);
        return thread;
    });

    Bench(Path folder) {
        this.files = new SourceFiles(folder);
        this.sink = folder.resolve("sink");
    }

    SourceFiles files() {
        return files;
    }

    /** The file that a case may write to. */
    Path sink() {
        return sink;
    }

    ExecutorService peers() {
        return peers;
    }

    @Override
    public void close() throws IOException {
        peers.shutdownNow();
        files.close();
    }
}
