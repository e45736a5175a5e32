package io.zerocopy.examples.bench.servers;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * How each server sends files by itself: the best way that it has, and where that is the kernel's, the way to copy that
 * its users would else take. Beside them stands this library's adapter.
 */
public enum OwnWay {
    /** A DefaultFileRegion by hand, and a ChunkedNioFile. */
    NETTY_EPOLL(
            "NettyHttpServer",
            (folder, port) -> OwnWay.netty(folder, port, NettyHttpServer::asRegion),
            (folder, port) -> OwnWay.netty(folder, port, NettyHttpServer::inChunks)),
    /** NettyOutbound.sendFile, and a flux of buffers. */
    REACTOR_NETTY(
            "ReactorNettyServer",
            (folder, port) -> OwnWay.reactor(port, (request, response) -> {
                Path file = folder.resolve(request.path());
                return response.header("Content-Length", OwnWay.length(file)).sendFile(file);
            }),
            (folder, port) -> OwnWay.reactor(port, (request, response) -> {
                Path file = folder.resolve(request.path());
                return response.header("Content-Length", OwnWay.length(file)).send(ByteBufFlux.fromPath(file));
            })),
    /** ZeroCopyHttpOutputMessage, and DataBuffers of 64 KiB. */
    WEBFLUX(
            "WebFluxServer",
            (folder, port) -> OwnWay.reactor(port, new ReactorHttpHandlerAdapter((request, response) -> {
                Path file = folder.resolve(request.getURI().getPath().substring(1));
                response.getHeaders().set("Content-Length", OwnWay.length(file));
                return ((ZeroCopyHttpOutputMessage) response).writeWith(file, 0, OwnWay.size(file));
            })),
            (folder, port) -> OwnWay.reactor(port, new ReactorHttpHandlerAdapter((request, response) -> {
                Path file = folder.resolve(request.getURI().getPath().substring(1));
                response.getHeaders().set("Content-Length", OwnWay.length(file));
                return response.writeWith(DataBufferUtils.read(file, response.bufferFactory(), 64 * 1024));
            }))),
    /** HttpServerResponse.sendFile, and an AsyncFile as a pipe. */
    VERTX(
            "VertxServer",
            (folder, port) -> OwnWay.vertx(Vertx.vertx(), port, request -> {
                var unused = request.response()
                        .sendFile(folder.resolve(request.uri().substring(1)).toString());
            }),
            (folder, port) -> {
                Vertx vertx = Vertx.vertx();
                OwnWay.vertx(vertx, port, request -> {
                    Path file = folder.resolve(request.uri().substring(1));
                    request.response().putHeader("Content-Length", OwnWay.length(file));
                    var unused = vertx.fileSystem()
                            .open(
                                    file.toString(),
                                    new OpenOptions().setRead(true).setWrite(false))
                            .compose(open -> open.pipeTo(request.response()));
                });
            }),
    /** ResourceHandler, and Files.copy to the stream. */
    UNDERTOW(
            "UndertowServer",
            (folder, port) -> OwnWay.undertow(port, new ResourceHandler(new PathResourceManager(folder))),
            (folder, port) -> OwnWay.undertow(port, new BlockingHandler(exchange -> {
                Path file = folder.resolve(exchange.getRequestURI().substring(1));
                exchange.setResponseContentLength(Files.size(file));
                Files.copy(file, exchange.getOutputStream());
            }))),
    /** DefaultServlet, and Files.copy to the stream. */
    TOMCAT(
            "TomcatServer",
            (folder, port) -> OwnWay.tomcat(folder, port, new DefaultServlet()),
            (folder, port) -> OwnWay.tomcat(folder, port, new HttpServlet() {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    Path file = folder.resolve(request.getRequestURI().substring(1));
                    response.setContentLengthLong(Files.size(file));
                    Files.copy(file, response.getOutputStream());
                }
            })),
    /** ResourceHandler, which keeps mappings. */
    JETTY(
            "JettyServer",
            (folder, port) ->
                    Server.serveByJetty(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
            null),
    /** PathEntity. */
    HTTP_CORE(
            "HttpCoreServer",
            (folder, port) -> ServerBootstrap.bootstrap()
                    .setLocalAddress(InetAddress.getLoopbackAddress())
                    .setListenerPort(port)
                    .setSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                    .setRequestRouter((asked, context) ->
                            (request, response, exchange) -> response.setEntity(new PathEntity(
                                    folder.resolve(request.getPath().substring(1)),
                                    ContentType.APPLICATION_OCTET_STREAM)))
                    .create()
                    .start(),
            null),
    /** Files.copy to the stream, which asks of the kernel what its static content does. */
    HELIDON(
            "HelidonServer",
            (folder, port) -> Class.forName("io.zerocopy.examples.bench.servers.HelidonByFilesCopy")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {folder.toString(), String.valueOf(port)}),
            null);

    private static final String LOOPBACK = "127.0.0.1";

    private final String adapter;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Serving best;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final @Nullable Serving copy;

    /** Of the adapter the server's class, which need not be among the classes. */
    OwnWay(String adapter, Serving best, @Nullable Serving copy) {
        this.adapter = "io.zerocopy.examples.embed." + adapter;
        this.best = best;
        this.copy = copy;
    }

    /** Begins to serve a folder. */
    @FunctionalInterface
    private interface Serving {
        void serve(Path folder, int port) throws Exception;
    }

    /** Serves a folder by a server's own way until it is killed: its name, the way, folder, port. */
    public static void main(String[] arguments) throws Exception {
        OwnWay way = valueOf(arguments[0]);
        Serving serving = arguments[1].equals("copy") && way.copy != null ? way.copy : way.best;
        serving.serve(Path.of(arguments[2]), Integer.parseInt(arguments[3]));
        new Semaphore(0).acquireUninterruptibly();
    }

    /** Helidon's is among the tests, and compiled by JDK 21 and newer. */
    boolean isHere() {
        try {
            adapterClass();
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private Class<?> adapterClass() throws ClassNotFoundException {
        return Class.forName(adapter, false, OwnWay.class.getClassLoader());
    }

    boolean hasKernelRoad() {
        return copy != null;
    }

    List<String> ours(Path folder, int port) throws IOException {
        try {
            return ServerProcess.jvm(adapterClass(), folder, port);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    List<String> own(String way, Path folder, int port) {
        return ServerProcess.jvm(OwnWay.class, name(), way, folder, port);
    }

    private static void netty(Path folder, int port, NettyHttpServer.Body body) {
        NettyHttpServer.serve(folder, port, EpollIoHandler.newFactory(), EpollServerSocketChannel.class, body);
    }

    private static void reactor(
            int port,
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> handler) {
        HttpServer.create().host(LOOPBACK).port(port).handle(handler).bindNow();
    }

    private static void vertx(Vertx vertx, int port, Handler<io.vertx.core.http.HttpServerRequest> handler) {
        var unused = vertx.createHttpServer().requestHandler(handler).listen(port, LOOPBACK);
    }

    private static void undertow(int port, HttpHandler handler) {
        Undertow.builder()
                .addHttpListener(port, LOOPBACK)
                .setHandler(handler)
                .build()
                .start();
    }

    private static void tomcat(Path folder, int port, Servlet servlet) throws IOException, LifecycleException {
        Tomcat tomcat = new Tomcat();
        // It is killed, and goes with the folder that it serves.
        tomcat.setBaseDir(Files.createTempDirectory(folder, "tomcat").toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", LOOPBACK);
        Context site = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(site, "files", servlet).addMapping("/");
        tomcat.start();
    }

    private static String length(Path file) {
        return String.valueOf(size(file));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
