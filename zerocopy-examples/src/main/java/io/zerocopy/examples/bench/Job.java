package io.zerocopy.examples.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the far process does with one connection.
 *
 * @param kind how it reads
 * @param responseBytes bytes of one response; 0 where it asks for none
 * @param responses how many responses it asks for, one after the other
 */
public record Job(Kind kind, long responseBytes, int responses) {
    /** Bytes of one request: as long as the head of a short HTTP request. */
    static final int REQUEST_BYTES = 64;

    /** Reads to the end of the stream as fast as it can, and answers with the count (8 bytes). */
    public static final Job DISCARD = new Job(Kind.DISCARD, 0, 0);

    /** Reads to the end of the stream, and answers with the SHA-256 of it (32 bytes). */
    public static final Job DIGEST = new Job(Kind.DIGEST, 0, 0);

    /**
     * Keeps the connection: sends a request, waits for the whole response, and so on; answers with the count of bytes.
     *
     * @param responseBytes bytes of one response
     * @param responses how many to ask for
     */
    public static Job request(long responseBytes, int responses) {
        return new Job(Kind.REQUEST, responseBytes, responses);
    }

    /** How the far process reads. */
    public enum Kind {
        /** Bytes are thrown away. */
        DISCARD,
        /** Bytes are digested. */
        DIGEST,
        /** Bytes are asked for piece by piece. */
        REQUEST
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(kind.name());
        out.writeLong(responseBytes);
        out.writeInt(responses);
        out.flush();
    }

    static Job readFrom(DataInputStream in) throws IOException {
        return new Job(Kind.valueOf(in.readUTF()), in.readLong(), in.readInt());
    }

    /** The answer of a peer that has received this much. */
    static byte[] countAnswer(long bytes) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bytes).array();
    }
}
