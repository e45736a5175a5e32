package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process in which {@link SystemCalls} counts: sends a file twice, the second time between two marks. */
final class CountedSend {
    /** Names that nobody else looks up: they show in the list of the process's calls. */
    static final Path BEGIN_MARK = Path.of("/zerocopy-count-begins");

    static final Path END_MARK = Path.of("/zerocopy-count-ends");

    private CountedSend() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        Side side = WholeFile.ofTheArticle(file).stream()
                .filter(one -> one.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        InetSocketAddress peer =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
        // Once beforehand: loading classes reads their jar.
        send(side, peer, file, file);
        send(side, peer, BEGIN_MARK, END_MARK);
    }

    private static void send(Side side, InetSocketAddress peer, Path beforehand, Path afterwards) throws IOException {
        try (Socket socket = Peer.connect(peer, Job.DISCARD, side.wire())) {
            boolean found = Files.exists(beforehand);
            side.work().send(socket);
            if (Files.exists(afterwards) != found) {
                throw new IOException(beforehand + " or " + afterwards + " came or went");
            }
            Peer.finish(socket);
        }
    }
}
