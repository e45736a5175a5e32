package io.zerocopy;

/** What a step does: it tells the {@link Watchdog} whether a peer may be to blame for its time, and how it is freed. */
enum Step {
    /** One kernel call that takes bytes of a file to the target: before JDK 22 it does not hold the target open. */
    KERNEL,
    /** The target's own write. */
    WRITE,
    /** The own read of a source that is a peer. */
    READ,
    /** A read or write of a file: no peer is waited for. */
    DISK
}
