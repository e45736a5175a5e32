package io.zerocopy.examples.bench;

import java.io.IOException;

/**
 * What can be timed again and again.
 *
 * @param <S> what a round is found to cost
 */
@FunctionalInterface
public interface Timed<S> {
    /** One round. */
    S run() throws IOException;
}
