package io.zerocopy.examples.bench;

import java.util.List;

/** The same work done in two ways, to be timed against each other. */
public interface Scenario {
    /** What is done, for a reader of the table. */
    String name();

    /** What the peer does meanwhile. */
    Job job();

    /** Bytes that a round moves. */
    long bytes();

    /** Bytes that the peer must count in a round. */
    default long peerBytes() {
        return bytes();
    }

    /** Sends, or other transfers, of which a round consists. */
    long sends();

    /** What one would write without the library. */
    Side baseline();

    /** The library. */
    Side ours();

    /** What the library should reach here. */
    List<Goal> goals();
}
