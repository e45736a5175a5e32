package io.zerocopy.examples.serve;

import io.zerocopy.examples.net.ClientThreads;
import java.time.Duration;

/**
 * What a client may take of the server.
 *
 * @param head time from the first byte of a request to the end of its head
 * @param idle time between two requests on a connection
 * @param stall time in which a body stands still, on its way out or in, before its connection is reset
 * @param grace time that {@link FileServer#close} leaves to answers in progress
 * @param connections at a time; for one more, who idles longest leaves
 * @param platformThreads so many connections get threads of the system's where there are virtual ones, which the others
 *     get: see {@link ClientThreads}
 * @param sendBufferBytes SO_SNDBUF of a connection until its client has shown that it is fast: what a client takes
 *     shows here when the kernel says that there is room again, which Linux does for a third of twice this. With 640
 *     KiB a client of 8,000 bytes a second is seen to read within a minute, and one that is 50 ms away can get 25 MB a
 *     second; less where net.core.wmem_max is less, as many kernels have it
 * @param uploadBytes of one file; 0 for no uploads at all
 */
public record ServerLimits(
        Duration head,
        Duration idle,
        Duration stall,
        Duration grace,
        int connections,
        int platformThreads,
        int sendBufferBytes,
        long uploadBytes) {
    /** For people at home: patient with slow lines, not with silence. */
    public static final ServerLimits DEFAULTS = new ServerLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            ClientThreads.MOST_CLIENTS,
            ClientThreads.FIRST,
            640 * 1024,
            0);

    /**
     * Sets how long a body may stand still.
     *
     * @param limit on its way out or in
     * @return limits that differ in this alone
     */
    public ServerLimits withStall(Duration limit) {
        return new ServerLimits(head, idle, limit, grace, connections, platformThreads, sendBufferBytes, uploadBytes);
    }

    /**
     * Sets how many connections get threads of the system's.
     *
     * @param most 0 for virtual ones alone, where there are any
     * @return limits that differ in this alone
     */
    public ServerLimits withPlatformThreads(int most) {
        return new ServerLimits(head, idle, stall, grace, connections, most, sendBufferBytes, uploadBytes);
    }

    /**
     * Allows uploads.
     *
     * @param bytes the most of one file
     * @return limits that differ in this alone
     */
    public ServerLimits withUploadBytes(long bytes) {
        return new ServerLimits(head, idle, stall, grace, connections, platformThreads, sendBufferBytes, bytes);
    }
}
