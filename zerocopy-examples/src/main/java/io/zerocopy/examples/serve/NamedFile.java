package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file by its name, for servers that open it themselves when its turn comes: they may find another version by then.
 *
 * @param path to it, without links
 * @param version that was there
 * @param type for Content-Type
 */
record NamedFile(Path path, Version version, String type) implements Representation {
    static NamedFile of(Found found) throws IOException {
        return new NamedFile(found.path(), Version.of(found.path()), ContentTypes.of(found.path()));
    }

    @Override
    public void addTo(Payload.Builder payload, ByteRange range) throws IOException {
        payload.file(path, range.position(), range.count());
    }
}
