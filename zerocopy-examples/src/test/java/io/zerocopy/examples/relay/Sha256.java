package io.zerocopy.examples.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Random bytes of any number through sockets, known by their digest. */
final class Sha256 {
    private static final int PIECE_BYTES = 64 * 1024;

    private Sha256() {}

    /** Sends so many random bytes and ends the output. */
    static String send(Socket socket, long seed, long bytes) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] piece = new byte[PIECE_BYTES];
        MessageDigest digest = begin();
        OutputStream out = new DigestOutputStream(socket.getOutputStream(), digest);
        for (long left = bytes; left > 0; left -= piece.length) {
            random.nextBytes(piece);
            out.write(piece, 0, (int) Math.min(piece.length, left));
        }
        socket.shutdownOutput();
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Receives until the end of the stream. */
    static String receive(Socket socket) throws IOException {
        MessageDigest digest = begin();
        InputStream in = new DigestInputStream(socket.getInputStream(), digest);
        in.transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
