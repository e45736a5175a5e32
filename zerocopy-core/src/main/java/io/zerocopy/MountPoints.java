package io.zerocopy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds files that are mount points, such as a container's {@code /etc/hosts}: no other file can be moved over them
 * (EBUSY). Only a help: where Linux does not tell, the move itself will fail.
 */
final class MountPoints {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT_FIELD = 4;

    private MountPoints() {}

    static void requireNone(Path file) throws FileSystemException {
        boolean isOne;
        try {
            isOne = SourceFile.isOfTheDefaultProvider(file) && isOne(file.toAbsolutePath());
        } catch (IOException e) {
            isOne = false;
        }
        if (isOne) {
            throw new FileSystemException(
                    file.toString(), null, "A mount point, which no other file can be moved over");
        }
    }

    private static boolean isOne(Path file) throws IOException {
        String name = "/" + file.getFileName();
        Path known = null;
        for (String line : new String(Files.readAllBytes(TABLE), StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = line.split(" ", MOUNT_POINT_FIELD + 2);
            if (fields.length > MOUNT_POINT_FIELD) {
                String point = unescaped(fields[MOUNT_POINT_FIELD]);
                if (point.endsWith(name)) {
                    known = known == null ? file.toRealPath() : known;
                    if (known.toString().equals(point)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** What would end a field or line comes as three octal digits, and so does the backslash. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
