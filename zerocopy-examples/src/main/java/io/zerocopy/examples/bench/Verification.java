package io.zerocopy.examples.bench;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

/**
 * What a file's content is, and whether a side delivers just that.
 *
 * @param sha256 of the file
 */
public record Verification(HashCode sha256) {
    public static Verification of(Path file) throws IOException {
        return new Verification(MoreFiles.asByteSource(file).hash(Hashing.sha256()));
    }

    /** Sends once to a peer that digests, and fails when it has something else than the file. */
    public void check(Side side, InetSocketAddress peer) throws IOException {
        try (Socket socket = Peer.connect(peer, Job.DIGEST, side.wire())) {
            side.work().accept(socket);
            HashCode answer = HashCode.fromBytes(Peer.finish(socket));
            if (!answer.equals(sha256)) {
                throw new IOException(side.name() + ": what arrived is not what is in the file, SHA-256 " + answer
                        + " instead of " + sha256);
            }
        }
    }
}
