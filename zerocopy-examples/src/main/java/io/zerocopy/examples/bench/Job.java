package io.zerocopy.examples.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What the far process does with one connection. It is told in a line, and says in a byte that it is about to begin.
 *
 * @param kind what it does
 * @param bytes of one response that it asks for
 * @param times how many responses it asks for, or how often it sends the file
 * @param file that it sends; empty where it only receives
 */
public record Job(Kind kind, long bytes, int times, String file) {
    /** Bytes of one request: as long as the head of a short HTTP request. */
    static final int REQUEST_BYTES = 64;

    /** What a job that waits is told to begin. */
    static final int GO = 1;

    /** What the far process does. */
    public enum Kind {
        /** Reads to the end of the stream as fast as it can, and answers with the count (8 bytes). */
        DISCARD,
        /** Reads to the end of the stream, and answers with the SHA-256 of it (32 bytes). */
        DIGEST,
        /**
         * Sends a request, waits for the whole response, and so on; at the end of the stream it answers with the
         * nanoseconds from each request to the last byte of its response (8 bytes each).
         */
        REQUEST,
        /** Sends the file by transferTo, so often, and then the count of bytes as its answer. */
        SEND;

        /** Whether it waits for a byte before it begins. */
        boolean waits() {
            return this == REQUEST || this == SEND;
        }
    }

    public static final Job DISCARD = new Job(Kind.DISCARD, 0, 0, "");
    static final Job DIGEST = new Job(Kind.DIGEST, 0, 0, "");

    static Job request(long responseBytes, int responses) {
        return new Job(Kind.REQUEST, responseBytes, responses, "");
    }

    public static Job send(Path file, int times) {
        return new Job(Kind.SEND, 0, times, file.toAbsolutePath().toString());
    }

    public String line() {
        return kind + " " + bytes + " " + times + " " + file + "\n";
    }

    byte[] lineBytes() {
        return line().getBytes(StandardCharsets.UTF_8);
    }

    static Job parse(String line) {
        String[] words = line.replace("\n", "").split(" ", 4);
        return new Job(Kind.valueOf(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]), words[3]);
    }

    /** The answer of a peer that has received or sent this much. */
    static byte[] countAnswer(long bytes) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bytes).array();
    }
}
