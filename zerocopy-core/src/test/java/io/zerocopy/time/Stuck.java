package io.zerocopy.time;

import io.zerocopy.delegation.CountingTarget;
import io.zerocopy.testkit.ConnectedPair.Family;
import io.zerocopy.testkit.DelegatingTarget;
import java.io.IOException;

/** Everything that a blocking call can be stuck on. */
enum Stuck {
    TCP_BLOCKING,
    TCP_NON_BLOCKING,
    UNIX_BLOCKING,
    UNIX_NON_BLOCKING,
    PIPE_BLOCKING,
    PIPE_NON_BLOCKING,
    FOREIGN_BLOCKING,
    FOREIGN_NON_BLOCKING,
    DECLARED_BLOCKING,
    DECLARED_NON_BLOCKING,
    /** A ZeroCopyTarget that does not say what to wait on. */
    HIDDEN_BLOCKING,
    HIDDEN_NON_BLOCKING,
    STREAM;

    Silence open() throws IOException {
        return switch (this) {
            case TCP_BLOCKING -> Silence.socket(Family.TCP, channel -> channel);
            case TCP_NON_BLOCKING -> TCP_BLOCKING.open().nonBlocking();
            case UNIX_BLOCKING -> Silence.socket(Family.UNIX, channel -> channel);
            case UNIX_NON_BLOCKING -> UNIX_BLOCKING.open().nonBlocking();
            case PIPE_BLOCKING -> Silence.pipe();
            case PIPE_NON_BLOCKING -> PIPE_BLOCKING.open().nonBlocking();
            case FOREIGN_BLOCKING -> Silence.socket(Family.TCP, DelegatingTarget::new);
            case FOREIGN_NON_BLOCKING -> FOREIGN_BLOCKING.open().nonBlocking();
            case DECLARED_BLOCKING -> Silence.socket(Family.TCP, CountingTarget::of);
            case DECLARED_NON_BLOCKING -> DECLARED_BLOCKING.open().nonBlocking();
            case HIDDEN_BLOCKING -> Silence.socket(Family.TCP, CountingTarget::hiding);
            case HIDDEN_NON_BLOCKING -> HIDDEN_BLOCKING.open().nonBlocking();
            case STREAM -> Silence.stream();
        };
    }

    /**
     * Where the library knows the socket it resets the connection: a truncated stream must not end like a whole one.
     */
    boolean endsInAReset() {
        return switch (this) {
            case TCP_BLOCKING,
                    TCP_NON_BLOCKING,
                    DECLARED_BLOCKING,
                    DECLARED_NON_BLOCKING,
                    HIDDEN_BLOCKING,
                    HIDDEN_NON_BLOCKING -> true;
            default -> false;
        };
    }

    /** The library's own writes to the JDK's own channels, all of which the peer can still read. */
    boolean countsWhatThePeerReads() {
        return switch (this) {
            case UNIX_BLOCKING, UNIX_NON_BLOCKING, PIPE_BLOCKING, PIPE_NON_BLOCKING -> true;
            default -> false;
        };
    }
}
