package io.zerocopy.examples.bench.servers;

import io.undertow.Undertow;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.PathEntity;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.reactivestreams.Publisher;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The best way that each server has to send files by itself; beside it stands this library's adapter. */
public enum OwnWay {
    /** A DefaultFileRegion by hand. */
    NETTY_EPOLL("NettyHttpServer", "io.netty.handler.codec.http.HttpServerCodec", NettyHttpServer::serve),
    /** NettyOutbound.sendFile. */
    REACTOR_NETTY(
            "ReactorNettyServer",
            "reactor.netty.http.server.HttpServer",
            (folder, address) -> OwnWay.reactor(address, (request, response) -> {
                Path file = folder.resolve(request.path());
                return response.header("Content-Length", "" + OwnWay.size(file)).sendFile(file);
            })),
    /** ZeroCopyHttpOutputMessage. */
    WEBFLUX(
            "WebFluxServer",
            "org.springframework.http.ZeroCopyHttpOutputMessage",
            (folder, address) -> OwnWay.reactor(address, new ReactorHttpHandlerAdapter((request, response) -> {
                Path file = folder.resolve(request.getURI().getPath().substring(1));
                response.getHeaders().setContentLength(OwnWay.size(file));
                return ((ZeroCopyHttpOutputMessage) response).writeWith(file, 0, OwnWay.size(file));
            }))),
    /** HttpServerResponse.sendFile. */
    VERTX("VertxServer", "io.vertx.core.Vertx", (folder, address) -> {
        var unused = Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> {
                    Path file = folder.resolve(request.uri().substring(1));
                    var unusedToo = request.response().sendFile(file.toString());
                })
                .listen(address.getPort(), address.getHostString());
    }),
    /** ResourceHandler. */
    UNDERTOW("UndertowServer", "io.undertow.Undertow", (folder, address) -> ByUndertow.serve(folder, address)),
    /** DefaultServlet. */
    TOMCAT("TomcatServer", "org.apache.catalina.startup.Tomcat", OwnWay::tomcat),
    /** ResourceHandler, which keeps mappings. */
    JETTY("JettyServer", "org.eclipse.jetty.server.Server", (folder, address) -> {
        Server server = new Server(address);
        var files = new org.eclipse.jetty.server.handler.ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(folder));
        server.setHandler(files);
        server.start();
    }),
    /** PathEntity. */
    HTTP_CORE(
            "HttpCoreServer",
            "org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap",
            (folder, address) -> ServerBootstrap.bootstrap()
                    .setLocalAddress(address.getAddress())
                    .setListenerPort(address.getPort())
                    .setSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                    .setRequestRouter((asked, context) ->
                            (request, response, exchange) -> response.setEntity(new PathEntity(
                                    folder.resolve(request.getPath().substring(1)),
                                    ContentType.APPLICATION_OCTET_STREAM)))
                    .create()
                    .start()),
    /** Files.copy to the stream, which asks of the kernel what its static content does. */
    HELIDON(
            "HelidonServer",
            "io.helidon.webserver.WebServer",
            (folder, address) -> Class.forName("io.zerocopy.examples.bench.servers.HelidonByFilesCopy")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {folder.toString(), "" + address.getPort()}));

    private final String adapter;
    private final String server;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Serving best;

    /** By their names, since neither the adapter nor the server's own class need be here. */
    OwnWay(String adapter, String server, Serving best) {
        this.adapter = "io.zerocopy.examples.embed." + adapter;
        this.server = server;
        this.best = best;
    }

    /** Begins to serve a folder. */
    @FunctionalInterface
    private interface Serving {
        void serve(Path folder, InetSocketAddress address) throws Exception;
    }

    /** Serves a folder by a server's own way until it is killed: its name, folder, port. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
        valueOf(arguments[0]).best.serve(Path.of(arguments[1]), address);
        new Semaphore(0).acquireUninterruptibly();
    }

    /** Most servers are not in zerocopy.jar; the adapter for Helidon is among the tests, for JDK 21 and newer. */
    List<String> ours(Path folder, int port) throws IOException {
        try {
            Class.forName(server, false, OwnWay.class.getClassLoader());
            return ServerProcess.jvm(Class.forName(adapter, false, OwnWay.class.getClassLoader()), folder, port);
        } catch (ClassNotFoundException e) {
            throw new IOException("there is no class " + e.getMessage(), e);
        }
    }

    List<String> own(Path folder, int port) {
        return ServerProcess.jvm(OwnWay.class, name(), folder, port);
    }

    private static <T extends Publisher<Void>> void reactor(
            InetSocketAddress address, BiFunction<? super HttpServerRequest, ? super HttpServerResponse, T> handler) {
        HttpServer.create().bindAddress(() -> address).handle(handler).bindNow();
    }

    private static void tomcat(Path folder, InetSocketAddress address) throws IOException, LifecycleException {
        Tomcat tomcat = new Tomcat();
        // It is killed, and goes with the folder that it serves.
        tomcat.setBaseDir(Files.createTempDirectory(folder, "tomcat").toString());
        tomcat.setPort(address.getPort());
        tomcat.getConnector().setProperty("address", address.getHostString());
        Context site = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(site, "files", DefaultServlet.class.getName()).addMapping("/");
        tomcat.start();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By itself, since the JVM looks for such classes when it checks this one, and they need not be here. */
    private static final class ByUndertow {
        static void serve(Path folder, InetSocketAddress address) {
            ResourceHandler files = new ResourceHandler(new PathResourceManager(folder));
            Undertow.Builder builder = Undertow.builder().setHandler(files);
            builder.addHttpListener(address.getPort(), address.getHostString())
                    .build()
                    .start();
        }
    }
}
