package io.zerocopy.examples.embed;

import static org.junit.jupiter.api.Assumptions.abort;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import io.zerocopy.TransferOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** The adapters to servers of others, each in its little server, and what each promises. */
enum Adapter {
    NETTY_NIO(Road.SENDFILE) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return NettyHttpServer.plain(files, ANY_PORT, NettyTransport.NIO);
        }
    },
    NETTY_EPOLL(Road.SENDFILE) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return NettyHttpServer.plain(files, ANY_PORT, NettyTransport.EPOLL);
        }

        @Override
        @Nullable
        String whyNot() {
            return reason(NettyTransport.EPOLL);
        }
    },
    NETTY_IO_URING(Road.RING) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return NettyHttpServer.plain(files, ANY_PORT, NettyTransport.IO_URING);
        }

        @Override
        @Nullable
        String whyNot() {
            return reason(NettyTransport.IO_URING);
        }
    },
    NETTY_TLS(Road.COPY) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new NettyHttpServer(
                    files, ANY_PORT, NettyTransport.NIO, channel -> List.of(tls()), channel -> List.of());
        }

        private ChannelHandler tls() {
            SSLEngine engine = SelfSigned.CONTEXT.createSSLEngine();
            engine.setUseClientMode(false);
            return new SslHandler(engine);
        }

        @Override
        String scheme() {
            return "https";
        }
    },
    NETTY_GZIP(Road.COPY) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new NettyHttpServer(
                    files,
                    ANY_PORT,
                    NettyTransport.NIO,
                    channel -> List.of(),
                    channel -> List.of(new HttpContentCompressor()));
        }
    },
    REACTOR_NETTY(Road.OF_REACTOR) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return ReactorNettyServer.plain(files, ANY_PORT);
        }
    },
    REACTOR_NIO(Road.SENDFILE) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new ReactorNettyServer(files, ANY_PORT, server -> server.runOn(LoopResources.create("nio"), false));
        }
    },
    REACTOR_TLS(Road.COPY) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            JdkSslContext context = new JdkSslContext(
                    SelfSigned.CONTEXT,
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    ApplicationProtocolConfig.DISABLED,
                    ClientAuth.NONE,
                    null,
                    false);
            return new ReactorNettyServer(files, ANY_PORT, server -> server.secure(tls -> tls.sslContext(context)));
        }

        @Override
        String scheme() {
            return "https";
        }
    },
    WEBFLUX(Road.OF_REACTOR) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new WebFluxServer(files, ANY_PORT);
        }
    },
    VERTX(Road.SENDFILE) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return VertxServer.plain(files, ANY_PORT);
        }
    },
    UNDERTOW(Road.SENDFILE) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            TransferOptions options = TransferOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(10));
            return new UndertowServer(files, ANY_PORT, options);
        }
    },
    TOMCAT_NIO(Road.SENDFILE) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return TomcatServer.nio(files, ANY_PORT);
        }
    },
    TOMCAT_NIO2(Road.COPY) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new TomcatServer(files, ANY_PORT, "org.apache.coyote.http11.Http11Nio2Protocol");
        }
    },
    JETTY(Road.COPY) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new JettyServer(files, ANY_PORT);
        }
    },
    HTTP_CORE(Road.COPY) {
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            return new HttpCoreServer(files, ANY_PORT);
        }
    },
    HELIDON(Road.COPY) {
        private static final String SERVER = "io.zerocopy.examples.embed.HelidonServer";

        // By its name: it is compiled by JDK 21 and newer only.
        @Override
        EmbeddedServer start(Replies files) throws IOException {
            try {
                return Class.forName(SERVER)
                        .asSubclass(EmbeddedServer.class)
                        .getDeclaredConstructor(Replies.class, InetSocketAddress.class)
                        .newInstance(files, ANY_PORT);
            } catch (ReflectiveOperationException e) {
                throw new IOException(e);
            }
        }

        @Override
        @Nullable
        String whyNot() {
            try {
                Class.forName(SERVER);
                return null;
            } catch (ClassNotFoundException e) {
                return "Helidon needs Java 21";
            }
        }
    };

    /** How one range of a file goes out. */
    enum Road {
        SENDFILE,
        /** By splices in a ring, which strace does not show. */
        RING,
        COPY;

        /** Reactor Netty takes io_uring where it is on the class path, as it is here, and the kernel has it. */
        static final Road OF_REACTOR = NettyTransport.IO_URING.whyNot() == null ? RING : SENDFILE;
    }

    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Road road;

    Adapter(Road road) {
        this.road = road;
    }

    Road road() {
        return road;
    }

    String scheme() {
        return "http";
    }

    /** Why it cannot run here; null where it can. */
    @Nullable
    String whyNot() {
        return null;
    }

    private static @Nullable String reason(NettyTransport transport) {
        Throwable cause = transport.whyNot();
        return cause == null ? null : "no " + transport + " here: " + cause;
    }

    abstract EmbeddedServer start(Replies files) throws IOException;

    /** Starts it, or skips the test loudly. */
    EmbeddedServer startOrSkip(Replies files) throws IOException {
        String reason = whyNot();
        return reason == null ? start(files) : abort(reason);
    }
}
