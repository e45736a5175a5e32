#!/usr/bin/env bash
# JDK 25 on xfs and btrfs: FileChannel.transferTo and transferFrom between files stop before the count, at a whole block.
#
# Versions: OpenJDK 25.0.3, Linux 6.18, xfs and btrfs made by xfsprogs 6.1.0 and btrfs-progs 6.2, blocks of 4,096 bytes.
# Guess:    between two open files of a million bytes, transferTo(0, 10000, target) moves 10,000 bytes. The Javadoc allows fewer, but
#           names a short source and a non-blocking target as reasons, and on ext4, tmpfs and JDK 17 it is 10,000.
# Seen:     8,192 on xfs and btrfs, by both methods. JDK 20 and newer ask copy_file_range; it shares blocks there, and shares what is
#           whole of the range (unless that ends at the end of the file). From a position within a block, 10,000 are copied.
# Matters:  code without a loop, tested on ext4 and an older JDK for years, loses up to 4,095 bytes of each range.
# Care:     loop until the count is reached.
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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Finding {
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path source = Files.write(folder.resolve("source"), new byte[1_000_000]);
        try (FileChannel from = FileChannel.open(source);
                FileChannel to = FileChannel.open(folder.resolve("target"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            System.out.println("transferTo " + from.transferTo(0, 10_000, to)
                    + ", transferFrom " + to.position(0).transferFrom(from, 0, 10_000)
                    + ", from position 1 " + from.transferTo(1, 10_000, to));
        }
    }
}
JAVA
for kind in xfs btrfs ext4; do
    make "$kind"
    echo "$kind: $("$home/bin/java" Finding.java "on-$kind")"
done | tee seen
diff seen - <<'EXPECTED'
xfs: transferTo 8192, transferFrom 8192, from position 1 10000
btrfs: transferTo 8192, transferFrom 8192, from position 1 10000
ext4: transferTo 10000, transferFrom 10000, from position 1 10000
EXPECTED
