package io.zerocopy.examples.bench.tables;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.bench.AnonymousTls;
import io.zerocopy.examples.bench.Side;
import io.zerocopy.examples.bench.TransferToLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import tlschannel.ClientTlsChannel;

/** A whole file over TLS, where every byte must pass through this process; each round has its handshake. */
final class TlsSides {
    private TlsSides() {}

    static Side library(Path file) {
        return overTlsChannel(Contest.LIBRARY, channel -> ZeroCopyTransfer.send(file, channel));
    }

    static List<Side> others(Path file) {
        return List.of(
                overTlsChannel("transferTo", channel -> {
                    try (FileChannel source = FileChannel.open(file)) {
                        TransferToLoop.send(source, channel);
                    }
                }),
                new Side("Files.copy to an SSLSocket", Side.Wire.SOCKET, socket -> {
                    String host = socket.getInetAddress().getHostAddress();
                    // Not closed: that would wait for a farewell, and the peer says none.
                    SSLSocket tls = (SSLSocket) AnonymousTls.context()
                            .getSocketFactory()
                            .createSocket(socket, host, socket.getPort(), false);
                    tls.setSSLParameters(AnonymousTls.parameters());
                    OutputStream out = tls.getOutputStream();
                    Files.copy(file, out);
                    out.flush();
                }));
    }

    /** Not closed either: its socket is still needed. */
    private static Side overTlsChannel(String name, TlsWork work) {
        return Side.overChannel(
                name,
                channel -> work.send(ClientTlsChannel.newBuilder(channel, AnonymousTls.engineOfClient())
                        .build()));
    }

    @FunctionalInterface
    private interface TlsWork {
        void send(WritableByteChannel channel) throws IOException;
    }
}
