#!/usr/bin/env bash
# memoryfilesystem: bytes that a truncate cut off are in the file again when a later write lands behind the new end.
#
# Versions: memoryfilesystem 2.8.1, on OpenJDK 17.0.15 and 25.0.3, Linux 6.18.
# Guess:    a file that was cut and then grows has zeros in between, as POSIX has it and as every disk does (FileChannel's Javadoc
#           leaves the gap's content open, but nobody expects what was deleted).
# Seen:     "abcdefgh", cut to 2 bytes, then "Z" written at position 6: the file is "abcdefZ". On the JDK's default file system it is
#           "ab", four zeros, "Z". A write behind the end of a file that was never longer leaves zeros there, too.
# Matters:  it is used to test code that writes files, and what is tested with it (logs cut at a torn tail, sparse files,
#           preallocated segments) finds old records where a disk has zeros: a recovery can pass there and fail on a disk, or
#           the other way round.
# Care:     test what truncates and writes by position on a real folder.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

command -v java >/dev/null || lack "no java"
command -v mvn >/dev/null || lack "no mvn"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.github.marschall</groupId><artifactId>memoryfilesystem</artifactId><version>2.8.1</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 \
    || lack "Maven does not find the packages: $(grep -m 1 ERROR mvn.log)"

cat > Finding.java <<'JAVA'
import static java.nio.file.StandardOpenOption.WRITE;

import com.github.marschall.memoryfilesystem.MemoryFileSystemBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

public class Finding {
    public static void main(String[] args) throws Exception {
        try (FileSystem memory = MemoryFileSystemBuilder.newLinux().build()) {
            System.out.println("in memory: " + cutAndGrown(memory.getPath("/file")) + ", never longer " + grown(memory.getPath("/other")));
        }
        System.out.println("on disk:   " + cutAndGrown(Path.of("file")) + ", never longer " + grown(Path.of("other")));
    }

    private static String cutAndGrown(Path file) throws IOException {
        Files.writeString(file, "abcdefgh");
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(2);
            channel.write(ByteBuffer.wrap(new byte[] {'Z'}), 6);
        }
        return shown(file);
    }

    private static String grown(Path file) throws IOException {
        Files.writeString(file, "ab");
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'Z'}), 6);
        }
        return shown(file);
    }

    private static String shown(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).replace('\0', '.');
    }
}
JAVA
java -cp 'lib/*' Finding.java | tee seen
diff seen - <<'EXPECTED'
in memory: abcdefZ, never longer ab....Z
on disk:   ab....Z, never longer ab....Z
EXPECTED
