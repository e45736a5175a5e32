package io.zerocopy;

import java.io.IOException;

/** Opens one end; what it throws reaches the caller as it is, since nothing has been touched yet. */
interface Opening<T> {
    T open() throws IOException;

    /** What will be opened, for messages; the ends of a relay have no names before its first turn. */
    default String describe() {
        return "a relay";
    }

    /** Gives what opens an end the name of that, to be asked for when something has failed. */
    static <T> Opening<T> named(Object end, Opening<T> by) {
        return new Named<>(end, by);
    }

    /** Opens what another does, and has the name of its end. */
    record Named<T>(Object end, Opening<T> by) implements Opening<T> {
        @Override
        public T open() throws IOException {
            return by.open();
        }

        @Override
        public String describe() {
            return Wording.end(end);
        }

        @Override
        public String toString() {
            return "the transfer of " + describe();
        }
    }
}
