package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a file's content is, and whether a side delivers just that.
 *
 * @param sha256 of the file, in hexadecimal digits
 */
public record Verification(String sha256) {
    public static Verification of(Path file) throws IOException {
        return new Verification(HexFormat.of().formatHex(Sha256.of(file)));
    }

    /** Sends once to a peer that digests, and fails when it has something else than the file. */
    public void check(Side side, InetSocketAddress peer) throws IOException {
        try (Socket socket = Peer.connect(peer, Job.DIGEST, side.wire())) {
            side.work().run(socket);
            byte[] answer = Peer.finish(socket);
            if (!Arrays.equals(answer, HexFormat.of().parseHex(sha256))) {
                throw new IOException(side.name() + ": what arrived is not what is in the file, SHA-256 "
                        + HexFormat.of().formatHex(answer) + " instead of " + sha256);
            }
        }
    }
}
