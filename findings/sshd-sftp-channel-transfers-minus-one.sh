#!/usr/bin/env bash
# Apache MINA SSHD: the SFTP client's FileChannel answers -1 from transferTo at the end of the file.
#
# Versions: sshd-sftp 2.20.0, on OpenJDK 17.0.15 and 25.0.3, Linux 6.18; client and server in one process.
# Guess:    transferTo at or beyond the end of a file moves nothing and answers 0: FileChannel's Javadoc knows no other number
#           for it ("the number of bytes, possibly zero").
# Seen:     a FileChannel of SftpFileSystemProvider answers -1, at the end and beyond. The JDK's own answers 0 for both.
# Matters:  code that got its FileChannel from a Path does not know whose it is. A loop that adds up what transferTo answers and
#           ends at 0 goes back by a byte and sends the last one again, and again.
# Care:     take any number below 1 for "nothing moved", or read from file systems that are not the default one.
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

public class Finding {
    static final int SIZE = 100_000;

    public static void main(String[] args) throws Exception {
        Path file = Files.write(Path.of("file").toAbsolutePath(), new byte[SIZE]);
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
                String far = answers(remote.getPath(file.toString()));
                String near = answers(file);
                System.out.println("over SFTP: " + far);
                System.out.println("the JDK's: " + near);
                asSeen = far.equals("100 bytes before the end 100, at the end -1, behind it -1")
                        && near.equals("100 bytes before the end 100, at the end 0, behind it 0");
            }
        }
        System.exit(asSeen ? 0 : 1);
    }

    private static String answers(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                WritableByteChannel target = Channels.newChannel(new ByteArrayOutputStream())) {
            return "100 bytes before the end " + channel.transferTo(SIZE - 100, 1000, target)
                    + ", at the end " + channel.transferTo(SIZE, 1000, target)
                    + ", behind it " + channel.transferTo(SIZE + 1, 1000, target);
        }
    }
}
JAVA
java -cp 'lib/*' Finding.java
