package io.zerocopy.examples.serve;

import java.util.List;

/**
 * Bytes that no friendly client sends, and what must come back.
 *
 * @param name of the case
 * @param bytes characters below 256, each for one byte
 * @param statuses of the answers, in their order
 * @param after what becomes of the connection
 */
record NastyRequest(String name, String bytes, List<Integer> statuses, After after) {
    enum After {
        /** The next request is answered on the same connection. */
        GOES_ON,
        /** The server ends it in order, and nothing that was sent is taken for another request. */
        ENDS
    }

    /** One request whose head is as it should be but for its target. */
    static NastyRequest target(String target, int status) {
        return new NastyRequest(
                target, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n", List.of(status), After.GOES_ON);
    }

    /** A GET of a file that is there, with more fields. */
    static NastyRequest fields(String fields, int status, After after) {
        return head("GET /file.txt HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n", status, after);
    }

    /** A whole head, its empty line added. */
    static NastyRequest head(String head, int status, After after) {
        return bytes(head + "\r\n", status, after);
    }

    /** Any bytes. */
    static NastyRequest bytes(String bytes, int status, After after) {
        return new NastyRequest(bytes, bytes, List.of(status), after);
    }

    @Override
    public String toString() {
        String visible = name.replace("\r", "\\r").replace("\n", "\\n").replaceAll("[^\\x20-\\x7e]", "?");
        return visible.length() < 100 ? visible : visible.substring(0, 100) + "...";
    }
}
