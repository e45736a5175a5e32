package io.zerocopy.testkit;

/**
 * Hands out null as if it were a value, for tests of what a null does; the one place that NullAway has to look away
 * from.
 */
public final class Null {
    private Null() {}

    /** A null of this type. */
    @SuppressWarnings("NullAway") // The point of it.
    public static <T> T of(Class<T> type) {
        return type.cast(null);
    }
}
