package io.zerocopy.model;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a case reads from, with an account of what it gave. */
interface Inflow extends Closeable {
    long UNKNOWN = -1;

    /** What the library is given; null where that is a stream. */
    @Nullable
    ReadableByteChannel channel();

    /** The stream that the library is given instead of a channel. */
    default InputStream stream() {
        throw new IllegalStateException("not a stream");
    }

    /** Called right before the library is. */
    default void begin() {}

    boolean isOpen();

    /** Tells whether nothing was given by two calls in a row. */
    default boolean hasStood() {
        return false;
    }

    /** Tells whether a call was answered with what cannot be. */
    default boolean hasBrokenContract() {
        return false;
    }

    /** Rules that the library broke in calling the source, or that it finds broken now; asked before it is finished. */
    List<String> complaints() throws IOException;

    /** Ends what goes with the source, after the call; returns how many bytes it had until its end. */
    long finish() throws IOException;

    /** How many bytes were taken from it; {@link #UNKNOWN} where nobody can tell. Asked when it is finished. */
    long given() throws IOException;
}
