package io.zerocopy.messages;

import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.testkit.ConnectedPair;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Peer;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files and peers that the situations are made of. */
final class Ground {
    static final int SIZE = 1_000_000;

    /** Steps that end where the situation wants them to. */
    static final TransferOptions SMALL_STEPS = TransferOptions.DEFAULTS.withChunkSize(100_000);

    private static final Content CONTENT = Content.of(16);

    private final Path folder;

    Ground(Path folder) {
        this.folder = folder;
    }

    Path at(String name) {
        return folder.resolve(name);
    }

    /** A file of {@link #SIZE}. */
    Path file() throws IOException {
        return CONTENT.writeTo(at("file"), SIZE);
    }

    static Peer reader() throws IOException {
        return Peer.expecting(CONTENT, 0).readsAll();
    }

    static Peer silent() throws IOException {
        return Peer.expecting(CONTENT, 0).stalls();
    }

    /** A channel that is closed, and was connected. */
    static SocketChannel closed() throws IOException {
        try (ConnectedPair pair = ConnectedPair.tcp()) {
            return pair.sender();
        }
    }

    /** The channel of a pair whose other end has reset the connection. */
    static SocketChannel reset(ConnectedPair pair) throws IOException {
        pair.receiver().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.receiver().close();
        return pair.sender();
    }

    /** Does something once, when the first step has been made. */
    static TransferOptions inBetween(Action action) {
        return SMALL_STEPS.withListener(new TransferListener() {
            private boolean done;

            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (!done) {
                    done = true;
                    action.unchecked();
                }
            }
        });
    }

    static void cut(Path file, long bytes) throws IOException {
        try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    /** What a situation does in between. */
    interface Action {
        void run() throws Exception;

        default void unchecked() {
            try {
                run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
