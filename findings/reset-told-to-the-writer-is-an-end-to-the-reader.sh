#!/usr/bin/env bash
# Linux and JDK: once a write was told of a connection's reset, reading that connection ends orderly.
#
# Versions: SocketChannel of OpenJDK 17.0.15 and 25.0.3, Linux 6.18, TCP over loopback.
# Guess:    a connection that was reset fails for everybody: read answers -1 after a proper end of the peer only.
# Seen:     the peer sends 5 bytes and resets. Who only reads gets 5, then "Connection reset". But where a write came between (of
#           another thread, an answer, a keep-alive) that write fails with the reset, and reading gets 5, then -1. Linux hands a
#           socket's error out once; the JDK remembers the resets that its reads were told, not those of its writes.
# Matters:  "read until -1" takes a cut upload for a whole one, and a proxy hands a reset on as a clean end, as soon as the other
#           direction writes at the wrong moment.
# Care:     say lengths in the protocol; and after a failed write do not believe the end that the reading side sees.
# Exit:     0 still so, 1 changed, 77 this machine lacks something (it is said what).
set -euo pipefail

lack() { echo "cannot tell: $*" >&2; exit 77; }

command -v java >/dev/null || lack "no java"
[[ $(uname -s) == Linux ]] || lack "not Linux"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > Finding.java <<'JAVA'
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

public class Finding {
    public static void main(String[] args) throws Exception {
        System.out.println("only reading: " + afterReset(false));
        System.out.println("written before: " + afterReset(true));
    }

    private static String afterReset(boolean written) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
                SocketChannel channel = listener.accept()) {
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.write(ByteBuffer.allocate(5));
            awaitBytes(channel);
            peer.close();
            String seen = written ? write(channel) + ", " : "";
            return seen + read(channel) + ", " + read(channel);
        }
    }

    /** So that the five bytes are here before the reset; over loopback a reset is here when close() returns. */
    private static void awaitBytes(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            selector.select(20_000);
        }
        channel.configureBlocking(true);
    }

    private static String write(SocketChannel channel) {
        try {
            return "write " + channel.write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            return "write fails";
        }
    }

    private static String read(SocketChannel channel) {
        try {
            return "read " + channel.read(ByteBuffer.allocate(100));
        } catch (IOException e) {
            return "read fails";
        }
    }
}
JAVA
java Finding.java | tee seen
diff seen - <<'EXPECTED'
only reading: read 5, read fails
written before: write fails, read 5, read -1
EXPECTED
