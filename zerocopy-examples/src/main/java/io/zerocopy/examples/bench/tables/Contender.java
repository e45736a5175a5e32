package io.zerocopy.examples.bench.tables;

import io.zerocopy.examples.bench.Timed;

/**
 * One of those that are measured beside each other.
 *
 * @param name for the table
 * @param role what it stands for
 * @param round one round of it
 * @param <S> what a round is found to cost
 */
record Contender<S>(String name, Role role, Timed<S> round) {
    /** What a contender stands for. */
    enum Role {
        /** Java code that one could use instead of the library, which must not be slower. */
        PEER,
        /** What no Java code is expected to beat. */
        LIMIT,
        /** The library in another setting. */
        SETTING
    }
}
