package io.zerocopy.examples.embed;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The embedded servers, and the road that each promises. */
enum ServerKind {
    SELECTOR(TransferMechanism.SENDFILE) {
        @Override
        RunningServer start(Path folder, TransferOptions options) throws IOException {
            SelectorFileServer server = new SelectorFileServer(folder, ANY_PORT, options);
            return RunningServer.onThread("http", server.address(), server);
        }
    },
    NETTY(TransferMechanism.SENDFILE) {
        @Override
        RunningServer start(Path folder, TransferOptions options) throws IOException {
            NettyFileServer server = new NettyFileServer(folder, ANY_PORT, options);
            return new RunningServer("http", server.address(), server);
        }
    },
    TLS(TransferMechanism.DIRECT_BUFFER_COPY) {
        @Override
        RunningServer start(Path folder, TransferOptions options) throws IOException {
            TlsFileServer server = new TlsFileServer(folder, ANY_PORT, SelfSigned.CONTEXT, options);
            return RunningServer.onThread("https", server.address(), server);
        }
    },
    JDK(TransferMechanism.HEAP_COPY) {
        @Override
        RunningServer start(Path folder, TransferOptions options) throws IOException {
            JdkHttpServer server = new JdkHttpServer(folder, ANY_PORT, options);
            return new RunningServer("http", server.address(), server);
        }
    };

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final TransferMechanism road;

    ServerKind(TransferMechanism road) {
        this.road = road;
    }

    TransferMechanism road() {
        return road;
    }

    abstract RunningServer start(Path folder, TransferOptions options) throws IOException;
}
