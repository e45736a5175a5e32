#!/usr/bin/env bash
# Apache MINA SSHD: over SFTP, Files.copy and Files.move of a file onto itself with REPLACE_EXISTING delete it.
#
# Versions: sshd-sftp 2.20.0, on OpenJDK 17.0.15 and 25.0.3, Linux 6.18; client and server in one process.
# Guess:    nothing happens: the Javadoc of both says that the method has no effect if source and target are the same file.
# Seen:     with SftpFileSystemProvider the target is deleted first, then the source is looked for: an exception (no such file), and
#           the content is gone. The same under another spelling of the name (./file). Without REPLACE_EXISTING it is a
#           FileAlreadyExistsException and the file stays; the JDK's default provider has no effect in all cases.
# Matters:  "copy to where it belongs" with a target that is configured, or computed, is harmless on a disk and loses the file on
#           a server.
# Care:     do without REPLACE_EXISTING within such a file system, or compare absolute, normalized names before. Files.isSameFile is
#           no help: it compares names as they are spelled.
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
    <dependency><groupId>org.apache.sshd</groupId><artifactId>sshd-sftp</artifactId><version>2.20.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 \
    || lack "Maven does not find the packages: $(grep -m 1 ERROR mvn.log)"

cat > Finding.java <<'JAVA'
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

public class Finding {
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectory(Path.of("files").toAbsolutePath());
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPasswordAuthenticator((user, password, session) -> true);
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
        boolean asSeen;
        try (ClientSession session = client.connect("user", "127.0.0.1", server.getPort()).verify(20_000).getSession()) {
            session.addPasswordIdentity("any");
            session.auth().verify(20_000);
            try (FileSystem remote = SftpClientFactory.instance().createSftpFileSystem(session)) {
                String far = onto(remote.getPath(folder.toString()));
                String near = onto(folder);
                System.out.println("over SFTP: " + far);
                System.out.println("the JDK's: " + near);
                asSeen = far.equals("copied: lost, moved: lost, copied to ./file: lost, copied without replacing: still there")
                        && near.equals(far.replace("lost", "still there"));
            }
        }
        System.exit(asSeen ? 0 : 1);
    }

    private static String onto(Path folder) throws IOException {
        Path file = folder.resolve("file");
        Path spelled = folder.resolve(".").resolve("file");
        return "copied: " + after(file, () -> Files.copy(file, file, REPLACE_EXISTING))
                + ", moved: " + after(file, () -> Files.move(file, file, REPLACE_EXISTING))
                + ", copied to ./file: " + after(file, () -> Files.copy(file, spelled, REPLACE_EXISTING))
                + ", copied without replacing: " + after(file, () -> Files.copy(file, file));
    }

    private static String after(Path file, Callable<Path> action) throws IOException {
        Files.writeString(file, "content");
        try {
            action.call();
        } catch (Exception e) {
            // What counts is what is left.
        }
        return Files.exists(file) && Files.readString(file).equals("content") ? "still there" : "lost";
    }
}
JAVA
java -cp 'lib/*' Finding.java
