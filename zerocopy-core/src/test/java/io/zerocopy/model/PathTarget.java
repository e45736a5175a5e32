package io.zerocopy.model;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path at which a file is to appear when it is whole. What is there before differs in its first byte from what is to
 * come, so that the file alone tells which one it is.
 */
final class PathTarget implements ModelTarget {
    /** Such as no new file gets, whatever the umask. */
    private static final Set<PosixFilePermission> UNUSUAL = PosixFilePermissions.fromString("rwx-w--wx");

    private final PathPlan plan;
    private final Path folder;
    private final Path place;
    private final Path link;
    private final byte[] before;
    private final boolean hasPermissions;

    /** Makes what is to be there before; {@code contentStart} is where in the files' content the new one begins. */
    PathTarget(Landings landings, PathPlan plan, int contentStart) throws IOException {
        this.plan = plan;
        this.folder = landings.empty(plan.where());
        this.place = folder.resolve("target");
        this.link = folder.resolve("link");
        this.before = new byte[plan.existing()];
        Arrays.fill(before, (byte) ~SourceFiles.byteAt(contentStart));
        this.hasPermissions = plan.where() == Landings.Where.DEFAULT
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (plan.before().hasFile()) {
            Files.write(place, before);
            if (hasPermissions) {
                Files.setPosixFilePermissions(place, UNUSUAL);
            }
        } else if (plan.before() == PathPlan.Before.DIRECTORY) {
            Files.createDirectory(place);
        }
        if (plan.before().isLink()) {
            Files.createSymbolicLink(link, place.getFileName());
        }
    }

    /** What the library is given. */
    Path path() {
        return plan.before().isLink() ? link : place;
    }

    /** Tells whether there is a file now that was not there before. */
    boolean hasAppeared() throws IOException {
        if (plan.before() == PathPlan.Before.DIRECTORY || !Files.exists(place)) {
            return false;
        }
        return !plan.before().hasFile() || !Arrays.equals(before, Files.readAllBytes(place));
    }

    @Override
    public @Nullable WritableByteChannel channel() {
        return null;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public byte[] finish() throws IOException {
        return hasAppeared() ? Files.readAllBytes(place) : new byte[0];
    }

    @Override
    public List<String> complaints() throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : Landings.list(folder)) {
            if (!file.equals(place) && !(file.equals(link) && plan.before().isLink())) {
                complaints.add("left behind: " + file);
            }
        }
        if (plan.before().isLink() && !Files.isSymbolicLink(link)) {
            complaints.add("the symbolic link is gone");
        }
        if (plan.before().hasFile() && !Files.exists(place)) {
            complaints.add("the old file is gone");
        } else if (plan.before().hasFile()
                && hasPermissions
                && !Files.getPosixFilePermissions(place).equals(UNUSUAL)) {
            complaints.add("other permissions: " + Files.getPosixFilePermissions(place));
        }
        if (plan.before() == PathPlan.Before.DIRECTORY && !Files.isDirectory(place)) {
            complaints.add("the directory is gone");
        }
        return complaints;
    }

    @Override
    public void close() {}
}
