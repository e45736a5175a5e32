#!/usr/bin/env bash
# FUSE: whoever opens a file empties its page cache, also for those who have it open and are sending from it.
#
# Versions: bindfs 1.14.7 with libfuse 2.9.9 and its default options, Linux 6.18, OpenJDK 17.0.15 and 25.0.3.
# Guess:    a file that was just read is in the page cache, and stays there for as long as there is memory.
# Seen:     a FileChannel reads 8 MiB through FUSE: 8 MiB are asked of the FUSE process. It reads them again: nothing is asked. Then
#           somebody opens and closes the file without reading a byte, and the same channel's next reading asks for 8 MiB again.
#           Linux drops a FUSE file's pages at each open unless the FUSE process says "keep" (FOPEN_KEEP_CACHE), and the default is
#           not to say it. With bindfs -o kernel_cache nothing is asked after the open either.
# Matters:  a server that opens a file for each request never has a warm cache there, and takes the cache away from those who kept
#           theirs open. To "warm" a file by opening it again makes it cold.
# Care:     keep one FileChannel for each hot file, and warm through it; or mount with kernel_cache where nothing else writes.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

command -v java >/dev/null || lack "no java"
((EUID == 0)) || lack "not root, so nothing can be mounted"
[[ -e /dev/fuse ]] || lack "no FUSE in this kernel"
command -v apt-get >/dev/null || lack "no apt-get for the packages"
work=$(mktemp -d)
cleanup() {
    for mounted in "$work"/by-*; do
        if mountpoint -q "$mounted"; then umount "$mounted"; fi
    done
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"

apt-get -q download -o APT::Sandbox::User=root bindfs=1.14.7-1 libfuse2=2.9.9-6+b1 >apt.log 2>&1 \
    || lack "apt-get does not find the packages: $(tail -n 1 apt.log)"
for package in *.deb; do dpkg -x "$package" packages; done
libraries=$(dirname "$(find packages -name 'libfuse.so.2')")

cat > Finding.java <<'JAVA'
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

public class Finding {
    static final int SIZE = 8 << 20;

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        Path process = Path.of("/proc", args[1], "io");
        try (FileChannel channel = FileChannel.open(path)) {
            System.out.print("first " + asked(channel, process) + ", again " + asked(channel, process));
            FileChannel.open(path).close();
            System.out.println(", after an open " + asked(channel, process));
        }
    }

    /** Reads all, and says how much of it the FUSE process had to read for that. */
    private static String asked(FileChannel channel, Path process) throws IOException {
        long before = bytesRead(process);
        ByteBuffer all = ByteBuffer.allocateDirect(SIZE);
        while (all.hasRemaining()) {
            channel.read(all, all.position());
        }
        long asked = bytesRead(process) - before;
        return asked >= SIZE ? "all" : asked < SIZE / 16 ? "nothing" : asked + " bytes";
    }

    private static long bytesRead(Path process) throws IOException {
        String first = Files.readAllLines(process).get(0); // rchar: 12345
        return Long.parseLong(first.substring(first.indexOf(' ') + 1));
    }
}
JAVA
mkdir files by-default by-kernel_cache
head -c 8388608 /dev/urandom >files/file
try() { # MOUNT OPTION...
    local at=$1
    shift
    LD_LIBRARY_PATH=$libraries packages/usr/bin/bindfs -f "$@" files "$at" 2>mount.log &
    local tries=100
    until mountpoint -q "$at"; do
        ((tries--)) || lack "cannot mount by FUSE here: $(tail -n 1 mount.log)"
        kill -0 $! 2>/dev/null || lack "cannot mount by FUSE here: $(tail -n 1 mount.log)"
        sleep 0.1
    done
    echo "$at: $(java Finding.java "$at/file" $!)"
    umount "$at"
    wait $!
}
{
    try by-default
    try by-kernel_cache -o kernel_cache
} | tee seen
diff seen - <<'EXPECTED'
by-default: first all, again nothing, after an open all
by-kernel_cache: first all, again nothing, after an open nothing
EXPECTED
