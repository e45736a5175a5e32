package io.zerocopy.examples.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the far process does with one connection.
 *
 * @param kind how it reads
 * @param responseBytes bytes of one response, or that it expects; 0 where it does not know
 * @param responses how many responses it asks for, one after the other
 * @param file that it sends; empty where it only receives
 */
public record Job(Kind kind, long responseBytes, int responses, String file) {
    /** Bytes of one request: as long as the head of a short HTTP request. */
    public static final int REQUEST_BYTES = 64;

    /** Reads to the end of the stream as fast as it can, and answers with the count (8 bytes). */
    public static final Job DISCARD = new Job(Kind.DISCARD, 0, 0, "");

    /** The same where nothing is sent to it. */
    public static final Job IDLE = new Job(Kind.IDLE, 0, 0, "");

    /** Reads to the end of the stream, and answers with the SHA-256 of it (32 bytes). */
    public static final Job DIGEST = new Job(Kind.DIGEST, 0, 0, "");

    /**
     * Keeps the connection: sends a request, waits for the whole response, and so on; answers with the count of bytes.
     *
     * @param responseBytes bytes of one response
     * @param responses how many to ask for
     */
    public static Job request(long responseBytes, int responses) {
        return new Job(Kind.REQUEST, responseBytes, responses, "");
    }

    /**
     * Waits for a byte, then keeps the connection as {@link #request} does, and answers with the nanoseconds from each
     * request to the last byte of its response (8 bytes each).
     *
     * @param responseBytes bytes of one response
     * @param responses how many to ask for
     */
    public static Job timed(long responseBytes, int responses) {
        return new Job(Kind.TIMED, responseBytes, responses, "");
    }

    /** Reads so many bytes of {@link AnonymousTls}, and answers with the count, which is not encrypted. */
    public static Job tls(long bytes) {
        return new Job(Kind.TLS, bytes, 0, "");
    }

    /** Sends a file by transferTo, and after it the count of bytes as its answer. */
    public static Job send(Path file) {
        return new Job(Kind.SEND, 0, 0, file.toAbsolutePath().toString());
    }

    /** How the far process reads. */
    public enum Kind {
        /** Bytes are thrown away. */
        DISCARD,
        /** There are none. */
        IDLE,
        /** Bytes are digested. */
        DIGEST,
        /** Bytes are asked for piece by piece. */
        REQUEST,
        /** Bytes of a file are sent. */
        SEND,
        /** Bytes are asked for piece by piece, and each piece is timed. */
        TIMED,
        /** Bytes are decrypted, and thrown away. */
        TLS
    }

    public void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(kind.name());
        out.writeLong(responseBytes);
        out.writeInt(responses);
        out.writeUTF(file);
        out.flush();
    }

    static Job readFrom(DataInputStream in) throws IOException {
        return new Job(Kind.valueOf(in.readUTF()), in.readLong(), in.readInt(), in.readUTF());
    }

    /** The answer of a peer that has received or sent this much. */
    static byte[] countAnswer(long bytes) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bytes).array();
    }
}
