#!/usr/bin/env bash
# overlayfs and JDK: one open FileChannel reads the new content of a file and maps the old one; transferTo and transferFrom differ.
#
# Versions: OpenJDK 17.0.15 and 25.0.3, Linux 6.18, overlayfs with folders of ext4 as its layers.
# Guess:    all ways to read an open file show the same bytes. And if a file of a lower layer is copied up by the first write to
#           it, those who have it open see either the old file or the new one.
# Seen:     a channel is opened, then the file is written in place by somebody else. From then on read and transferTo of that channel
#           give the new content; a mapping that it had, and each new one that it makes, give the old one, for good. transferFrom
#           into a file of another file system maps its source, so it copies the old content where transferTo copies the new.
#           A channel that is opened afterwards has the new content in every way, and on ext4 itself so has the first one.
# Matters:  in containers every file of the image is such a file. An index or a cache that keeps its files open and reads
#           some of it by mapping and some by read sees two versions at once; a copy may be of either.
# Care:     there, replace files by a rename instead of writing in place, or open them again.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

command -v java >/dev/null || lack "no java"
((EUID == 0)) || lack "not root, so nothing can be mounted"
work=$(mktemp -d)
cleanup() {
    if mountpoint -q "$work/merged"; then umount "$work/merged"; fi
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"
mkdir lower upper scratch merged plain
printf 'old%099997d' 0 | tee lower/file >plain/file
mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=scratch merged 2>mount.log \
    || lack "cannot mount an overlay here: $(tail -n 1 mount.log)"

cat > Finding.java <<'JAVA'
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

public class Finding {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        try (FileChannel channel = FileChannel.open(path)) {
            ByteBuffer mapping = channel.map(MapMode.READ_ONLY, 0, 3);
            try (FileChannel writer = FileChannel.open(path, WRITE)) {
                writer.write(ByteBuffer.wrap("new".getBytes(StandardCharsets.US_ASCII)));
            }
            System.out.println("the open channel: its mapping " + text(mapping) + ", " + seenBy(channel));
        }
        try (FileChannel channel = FileChannel.open(path)) {
            System.out.println("opened again: " + seenBy(channel));
        }
    }

    private static String seenBy(FileChannel channel) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(3);
        channel.read(read, 0);
        Path copy = Path.of("copy");
        String seen = "read " + text(read.flip()) + ", map " + text(channel.map(MapMode.READ_ONLY, 0, 3));
        try (FileChannel target = FileChannel.open(copy, CREATE, TRUNCATE_EXISTING, READ, WRITE)) {
            channel.transferTo(0, channel.size(), target);
            seen += ", transferTo " + Files.readString(copy).substring(0, 3);
            target.truncate(0).transferFrom(channel.position(0), 0, channel.size());
            return seen + ", transferFrom " + Files.readString(copy).substring(0, 3);
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }
}
JAVA
{
    echo overlayfs
    java Finding.java merged/file
    echo the file system below
    java Finding.java plain/file
} | tee seen
diff seen - <<'EXPECTED'
overlayfs
the open channel: its mapping old, read new, map old, transferTo new, transferFrom old
opened again: read new, map new, transferTo new, transferFrom new
the file system below
the open channel: its mapping new, read new, map new, transferTo new, transferFrom new
opened again: read new, map new, transferTo new, transferFrom new
EXPECTED
