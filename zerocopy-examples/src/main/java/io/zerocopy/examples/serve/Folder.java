package io.zerocopy.examples.serve;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hc.core5.http.HttpStatus;

/**
 * The folder that is served, and the only place where a request becomes a path of the file system.
 *
 * <p>Names that begin with a dot are nobody's business: that is dot segments, hidden files, and uploads in progress.
 * Links are followed as long as they stay inside. What is found has no link left in it, but between this look and the
 * opening of the file somebody who may write into the folder can put a link in its place: who must not read what the
 * server may read must not write into the folder by other ways than the server's.
 */
final class Folder {
    private final Path root;

    Folder(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    /** The file or folder that is there. */
    Path find(TargetPath target) throws Refusal {
        Path path = root;
        for (String name : target.names()) {
            path = child(path, name);
        }
        return real(path).orElseThrow(Folder::notFound);
    }

    /** Where a file may be put: one that is there, or none in a folder that is there. */
    Path place(TargetPath target) throws Refusal {
        int depth = target.names().size();
        if (depth == 0 || target.isFolder()) {
            throw new Refusal(HttpStatus.SC_CONFLICT, "a folder taken for a file");
        }
        Path parent = find(new TargetPath(target.names().subList(0, depth - 1), true));
        if (!Files.isDirectory(parent)) {
            throw notFound();
        }
        Path place = child(parent, target.names().get(depth - 1));
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return place;
        }
        // A link that leads out, or nowhere, must not make a file there.
        Path real = real(place).orElseThrow(() -> new Refusal(HttpStatus.SC_FORBIDDEN, "a link that leads out"));
        if (!Files.isRegularFile(real)) {
            throw new Refusal(HttpStatus.SC_CONFLICT, "something else than a file");
        }
        return real;
    }

    /** The same path without links; nothing unless it is there, inside, and for everybody to see. */
    Optional<Path> real(Path path) throws Refusal {
        try {
            Path real = path.toRealPath();
            return real.startsWith(root) && isVisible(real) ? Optional.of(real) : Optional.empty();
        } catch (AccessDeniedException e) {
            throw new Refusal(HttpStatus.SC_FORBIDDEN, "a folder that the server may not enter");
        } catch (IOException e) {
            // Missing, a file taken for a folder, a loop of links, too long a name: there is nothing there.
            return Optional.empty();
        }
    }

    private boolean isVisible(Path real) {
        for (Path name : root.relativize(real)) {
            if (isHidden(name.toString())) {
                return false;
            }
        }
        return true;
    }

    private static Path child(Path folder, String name) throws Refusal {
        if (name.isEmpty() || isHidden(name)) {
            throw notFound();
        }
        try {
            Path child = folder.getFileSystem().getPath(name);
            // One name, and the very name: what was encoded may be a separator, or a drive.
            if (child.getNameCount() == 1
                    && child.getRoot() == null
                    && child.toString().equals(name)) {
                return folder.resolve(child);
            }
        } catch (InvalidPathException e) {
            // Not a name that a file of this system can have.
        }
        throw notFound();
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private static Refusal notFound() {
        return new Refusal(HttpStatus.SC_NOT_FOUND, "no such file");
    }
}
