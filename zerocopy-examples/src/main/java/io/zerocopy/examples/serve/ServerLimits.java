package io.zerocopy.examples.serve;

import io.zerocopy.examples.net.ClientThreads;
import java.time.Duration;

/**
 * What a client may take of the server.
 *
 * @param head time from the first byte of a request to the end of its head
 * @param idle time between two requests on a connection
 * @param grace time that {@link FileServer#close} leaves to answers in progress
 * @param connections at a time; more clients wait until one of them leaves
 * @param uploadBytes of one file; 0 for no uploads at all
 */
public record ServerLimits(Duration head, Duration idle, Duration grace, int connections, long uploadBytes) {
    /** For people at home: patient with slow lines, not with silence. */
    public static final ServerLimits DEFAULTS = new ServerLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10), ClientThreads.MOST_CLIENTS, 0);

    /**
     * Allows uploads.
     *
     * @param bytes the most of one file
     * @return limits that differ in this alone
     */
    public ServerLimits withUploadBytes(long bytes) {
        return new ServerLimits(head, idle, grace, connections, bytes);
    }
}
