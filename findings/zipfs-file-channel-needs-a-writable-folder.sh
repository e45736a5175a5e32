#!/usr/bin/env bash
# JDK: opening an entry of a ZIP file system as FileChannel, to read it, writes a copy of the entry beside the archive.
#
# Versions: jdk.zipfs of OpenJDK 17.0.15 and 25.0.3, Linux 6.18.
# Guess:    reading needs no right to write. Or, knowing that the channel is a real file's: the copy is in java.io.tmpdir.
# Seen:     FileChannel.open(entry) makes zipfstmp<number>.tmp, the whole entry unpacked, in the folder of the archive. Where that
#           folder cannot be written it fails (AccessDeniedException), though the file system has just said that it is read-only.
#           Files.newInputStream and Files.newByteChannel of the same entry work there: they unpack in memory.
# Matters:  code that sends files by FileChannel.transferTo works on a developer's machine, and in a container or from an
#           installation folder of another user it cannot read what it could read as a stream. And a large entry needs its
#           unpacked size of disk there, for each channel.
# Care:     take FileChannel.open for the default file system only.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

command -v javac >/dev/null || lack "no JDK"
as_user=()
if ((EUID == 0)); then # who may write everywhere
    command -v setpriv >/dev/null || lack "root, and no setpriv to be somebody else"
    as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"

cat > Finding.java <<'JAVA'
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

public class Finding {
    public static void main(String[] args) throws Exception {
        Path archive = Path.of(args[0]);
        try (FileSystem zip = FileSystems.newFileSystem(archive)) {
            Path entry = zip.getPath("entry");
            String seen = (zip.isReadOnly() ? "read-only" : "writable") + ", stream of " + Files.readAllBytes(entry).length
                    + " bytes, byte channel of ";
            try (var channel = Files.newByteChannel(entry)) {
                seen += channel.size() + ", file channel ";
            }
            try (FileChannel channel = FileChannel.open(entry); Stream<Path> beside = Files.list(archive.getParent())) {
                seen += "of " + channel.size() + " with a copy of " + Files.size(beside.filter(Finding::isCopy).findAny().orElseThrow())
                        + " beside the archive";
            } catch (AccessDeniedException e) {
                seen += "denied for " + (isCopy(Path.of(e.getFile())) ? "a copy beside the archive" : e.getFile());
            }
            System.out.println(seen);
        }
    }

    private static boolean isCopy(Path file) {
        return file.getFileName().toString().matches("zipfstmp\\d+\\.tmp");
    }
}
JAVA
javac -d classes Finding.java
mkdir writable closed
head -c 100000 /dev/zero > entry
jar -cfM writable/archive.zip entry
cp writable/archive.zip closed
chmod 755 . classes
chmod 555 closed

{
    java -cp classes Finding writable/archive.zip
    "${as_user[@]}" java -cp classes Finding closed/archive.zip
} | tee seen
diff seen - <<'EXPECTED'
writable, stream of 100000 bytes, byte channel of 100000, file channel of 100000 with a copy of 100000 beside the archive
read-only, stream of 100000 bytes, byte channel of 100000, file channel denied for a copy beside the archive
EXPECTED
