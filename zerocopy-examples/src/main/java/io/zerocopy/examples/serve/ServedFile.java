package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/**
 * A file opened for one answer, so that all its ranges are of one version, with what tells this version from others.
 *
 * @param content stays open until {@link #close}
 * @param version of it
 * @param type for Content-Type
 */
record ServedFile(FileChannel content, Version version, String type) implements Representation, Closeable {
    /** Opens a file that was found, or the one that has taken its place since. */
    static ServedFile open(Folder folder, Found found) throws IOException, Refusal {
        Optional<ServedFile> file = openSame(found);
        while (file.isEmpty()) {
            // Found anew and not only opened anew, since what has come may lead out.
            Found other = folder.at(found.path())
                    .filter(Found::isFile)
                    .orElseThrow(() -> new NoSuchFileException(found.path().toString()));
            file = openSame(other);
        }
        return file.get();
    }

    /** Nothing if another file has taken its place: whose attributes are known would not be known. */
    private static Optional<ServedFile> openSame(Found found) throws IOException {
        FileChannel content;
        try {
            // What was found has no link left: one that is there by now may lead out, or to a pipe.
            content = FileChannel.open(found.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            if (Files.isSymbolicLink(found.path())) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            Version now = Version.of(found.path());
            // A link can have the number of a file that has gone, but not of one that is open.
            if (now.isFile() && Objects.equals(found.attributes().fileKey(), now.fileKey())) {
                return Optional.of(new ServedFile(content, now, ContentTypes.of(found.path())));
            }
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
        content.close();
        return Optional.empty();
    }

    @Override
    public void addTo(Payload.Builder payload, ByteRange range) {
        payload.file(content, range.position(), range.count());
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
