package io.zerocopy.examples.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.apache.hc.core5.http.HttpStatus;

/**
 * The folder that is served, and the only place where a request becomes a path of the file system.
 *
 * <p>Names that begin with a dot are nobody's business: that is dot segments, hidden files, and uploads in progress.
 * Links are followed as long as they stay inside. What is found has no link left in it, and {@link ServedFile} opens
 * nothing else than the very file that was found; but who may write into the folder can be quick enough to put a link
 * in the place of a folder above it, and the folder back, while it is opened: who must not read what the server may
 * read must not write into the folder by other ways than the server's.
 */
final class Folder {
    /**
     * Whether a path without links has no other name. Elsewhere a name may have a short form or other letters, and only
     * the real path tells whether it is a hidden one.
     */
    private static final boolean NAMES_ARE_REAL = System.getProperty("os.name").equals("Linux");

    /** Of all file systems that Linux has by itself. */
    private static final int LONGEST_NAME_BYTES = 255;

    private final Found root;

    Folder(Path root) throws IOException {
        Path real = root.toRealPath();
        this.root = new Found(real, Files.readAttributes(real, BasicFileAttributes.class));
        requireReadable(this.root);
    }

    /** A server that has nothing to serve had better not begin. */
    private static void requireReadable(Found root) throws IOException {
        String path = root.path().toString();
        if (!root.isFolder()) {
            throw new NotDirectoryException(path);
        }
        if (!Files.isReadable(root.path()) || !Files.isExecutable(root.path())) {
            throw new AccessDeniedException(path, null, "a folder that this user may not read");
        }
    }

    /** The file or folder that is there. */
    Found find(TargetPath target) throws Refusal {
        Found found = root;
        Path path = root.path();
        boolean isReal = NAMES_ARE_REAL;
        for (String name : target.names()) {
            path = child(path, name);
            // As long as no name is a link one look at each is enough: toRealPath looks at all above the root, too.
            if (isReal) {
                found = look(path).orElseThrow(Folder::notFound);
                isReal = !found.isLink();
            }
        }
        return isReal ? found : at(path).orElseThrow(Folder::notFound);
    }

    /** What has this name in a folder that was found; nothing unless it is there, inside, and for everybody to see. */
    Optional<Found> below(Found parent, String name) throws Refusal {
        Path path = child(parent.path(), name);
        Optional<Found> found = look(path);
        boolean isReal = NAMES_ARE_REAL && found.filter(Found::isLink).isEmpty();
        return isReal ? found : at(path);
    }

    /** Whether a name as the system gave it can be asked for: not if this JVM has no characters for its bytes. */
    static boolean isNameable(Path name) {
        try {
            return name.equals(name.getFileSystem().getPath(name.toString()));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What a path leads to, links followed; nothing unless it is there, inside, and for everybody to see. */
    Optional<Found> at(Path path) throws Refusal {
        Optional<Path> real = real(path);
        return real.isEmpty() ? Optional.empty() : look(real.get());
    }

    private static Optional<Found> look(Path path) throws Refusal {
        try {
            return Optional.of(
                    new Found(path, Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        } catch (AccessDeniedException e) {
            throw closed();
        } catch (IOException e) {
            // Missing, a file taken for a folder, too long a name: there is nothing there.
            return Optional.empty();
        }
    }

    /** Where a file may be put: one that is there, or none in a folder that is there. */
    Place place(TargetPath target) throws Refusal, IOException {
        int depth = target.names().size();
        if (depth == 0 || target.isFolder()) {
            throw new Refusal(HttpStatus.SC_CONFLICT, "a folder taken for a file");
        }
        Found parent = find(new TargetPath(target.names().subList(0, depth - 1), true));
        if (!parent.isFolder()) {
            throw notFound();
        }
        Path place = child(parent.path(), target.names().get(depth - 1));
        if (isFree(place)) {
            return new Place(parent, place);
        }
        // A link that leads out, or nowhere, must not make a file there.
        Path real = real(place).orElseThrow(() -> new Refusal(HttpStatus.SC_FORBIDDEN, "a link that leads out"));
        if (!Files.isRegularFile(real)) {
            throw new Refusal(HttpStatus.SC_CONFLICT, "something else than a file");
        }
        Path folder = real.resolveSibling("");
        return new Place(folder.equals(parent.path()) ? parent : look(folder).orElseThrow(Folder::notFound), real);
    }

    private static boolean isFree(Path place) throws Refusal, IOException {
        try {
            Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (AccessDeniedException e) {
            throw closed();
        } catch (FileSystemException e) {
            if (place.getFileName().toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME_BYTES) {
                throw e;
            }
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a name that no file can have here");
        }
    }

    /**
     * A place for a file.
     *
     * @param folder that it is in
     * @param path without links
     */
    record Place(Found folder, Path path) {}

    private Optional<Path> real(Path path) throws Refusal {
        try {
            Path real = path.toRealPath();
            return real.startsWith(root.path()) && isVisible(real) ? Optional.of(real) : Optional.empty();
        } catch (AccessDeniedException e) {
            throw closed();
        } catch (IOException e) {
            // Missing, a file taken for a folder, a loop of links, too long a name: there is nothing there.
            return Optional.empty();
        }
    }

    private boolean isVisible(Path real) {
        for (Path name : root.path().relativize(real)) {
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

    static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private static Refusal closed() {
        return new Refusal(HttpStatus.SC_FORBIDDEN, "a folder that the server may not enter");
    }

    private static Refusal notFound() {
        return new Refusal(HttpStatus.SC_NOT_FOUND, "no such file");
    }
}
