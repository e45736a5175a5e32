package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import java.io.IOException;

/** A file as answers need it: which version it is, of what type, and how its bytes come into a payload. */
interface Representation {
    Version version();

    /** For Content-Type. */
    String type();

    /** In bytes. */
    default long length() {
        return version().length();
    }

    /** Adds a range of it. */
    void addTo(Payload.Builder payload, ByteRange range) throws IOException;
}
