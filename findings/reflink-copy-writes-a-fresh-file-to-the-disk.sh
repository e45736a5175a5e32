#!/usr/bin/env bash
# xfs and btrfs: copying a file that has just been written, by sharing its blocks, first writes all of it to the disk.
#
# Versions: Linux 6.18, xfs and btrfs made by xfsprogs 6.1.0 and btrfs-progs 6.2; Files.copy of OpenJDK 25.0.3, and cp of
#           coreutils 9.1 does the same. OpenJDK 17, whose Files.copy is a sendfile, and ext4 (no sharing): nothing is written.
# Guess:    a copy that shares blocks is a matter of metadata: it moves nothing, and is never slower than copying in memory.
# Seen:     only blocks that are on the disk can be shared, so copy_file_range (and FICLONE) write back what is still in memory,
#           and wait. 64 MiB are written, then copied at once: the device has seen 0 bytes after the writing, and 67,108,864
#           or a little more when Files.copy returns. On ext4 it has still seen none of the file.
# Matters:  "receive, then copy" costs a disk's time where it used to cost memory's: a second for each 100 MB of a slow disk, inside
#           a call that looks like the cheap one; and the same program was free of it on JDK 17 or on ext4.
# Care:     where a copy of something fresh must be quick, move, link, or copy by buffers.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

for home in "${JAVA_HOME:-}" /usr/lib/jvm/* ""; do
    [[ -x $home/bin/java ]] && "$home/bin/java" -version 2>&1 | grep -q 'version "25' && break
done
[[ -n $home ]] || lack "no JDK 25 in JAVA_HOME or /usr/lib/jvm"
((EUID == 0)) || lack "not root, so nothing can be mounted"
command -v apt-get >/dev/null || lack "no apt-get for the packages"
work=$(mktemp -d)
cleanup() {
    for mounted in "$work"/on-*; do
        if mountpoint -q "$mounted"; then umount "$mounted"; fi
    done
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"

apt-get -q download -o APT::Sandbox::User=root \
    xfsprogs=6.1.0-1 libinih1=55-1 liburcu8=0.13.2-1 btrfs-progs=6.2-1+deb12u2 >apt.log 2>&1 \
    || lack "apt-get does not find the packages: $(tail -n 1 apt.log)"
for package in *.deb; do dpkg -x "$package" packages; done
libraries=$(dirname "$(find packages -name 'libinih.so.1')")
make() { # KIND: a file system of 512 MiB at on-KIND
    truncate -s 512M "$1.img"
    case $1 in
        xfs) LD_LIBRARY_PATH=$libraries "$(find packages -name mkfs.xfs)" -q -m reflink=1 xfs.img ;;
        btrfs) "$(find packages -name mkfs.btrfs)" -q btrfs.img >mkfs.log ;;
        ext4) mkfs.ext4 -q ext4.img ;;
    esac
    mkdir "on-$1"
    mount -o loop "$1.img" "on-$1" 2>mount.log || lack "cannot mount $1: $(tail -n 1 mount.log)"
}

cat > Finding.java <<'JAVA'
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

public class Finding {
    static final long SIZE = 64 << 20;

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path statistics = Path.of("/sys/block", args[1], "stat");
        byte[] piece = new byte[1 << 20];
        new Random(1).nextBytes(piece);
        long before = bytesWritten(statistics);
        Path fresh = folder.resolve("fresh");
        try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SIZE / piece.length; i++) {
                file.write(ByteBuffer.wrap(piece));
            }
        }
        long written = bytesWritten(statistics);
        Files.copy(fresh, folder.resolve("copy"));
        long copied = bytesWritten(statistics);
        if (Files.mismatch(fresh, folder.resolve("copy")) != -1) {
            throw new IllegalStateException("the copy is another file");
        }
        System.out.println("to the disk by writing: " + inFiles(written - before) + ", by copying: " + inFiles(copied - written));
    }

    private static long bytesWritten(Path statistics) throws IOException {
        return 512 * Long.parseLong(Files.readString(statistics).trim().split("\\s+")[6]);
    }

    /** The file system's own records beside it do not count. */
    private static String inFiles(long bytes) {
        return bytes < SIZE / 16 ? "none of the file" : bytes >= SIZE ? "the whole file" : bytes + " bytes";
    }
}
JAVA
for kind in xfs btrfs ext4; do
    make "$kind"
    sync -f "on-$kind"
    device=$(findmnt -n -o SOURCE "on-$kind")
    echo "$kind: $("$home/bin/java" Finding.java "on-$kind" "$(basename "$device")")"
done | tee seen
diff seen - <<'EXPECTED'
xfs: to the disk by writing: none of the file, by copying: the whole file
btrfs: to the disk by writing: none of the file, by copying: the whole file
ext4: to the disk by writing: none of the file, by copying: none of the file
EXPECTED
