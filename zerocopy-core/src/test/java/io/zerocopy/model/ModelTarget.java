package io.zerocopy.model;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a case sends to, with an account of what it took. */
interface ModelTarget extends Closeable {
    /** What the library is given, or what is behind the stream that it is given; null where that is nothing. */
    @Nullable
    WritableByteChannel channel();

    /** Whether the library is given {@link #stream}. */
    default boolean isStream() {
        return channel() == null;
    }

    /** The stream that the library is given instead of a channel. */
    default OutputStream stream() {
        throw new IllegalStateException("not a stream");
    }

    /** Called right before the library is. */
    default void begin() {}

    boolean isOpen();

    /** Tells whether a call was answered with what cannot be. */
    default boolean hasBrokenContract() {
        return false;
    }

    /** Ends what goes with the target, after the call, and returns all that it took. */
    byte[] finish() throws IOException;

    /**
     * Rules that the library broke in calling the target, or that the target finds broken now; asked before it is
     * finished.
     */
    List<String> complaints() throws IOException;
}
