package io.zerocopy.examples.bench.servers;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.undertow.Undertow;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.vertx.core.Vertx;
import io.zerocopy.examples.embed.HttpCoreServer;
import io.zerocopy.examples.embed.ReactorNettyServer;
import io.zerocopy.examples.embed.TomcatServer;
import io.zerocopy.examples.embed.UndertowServer;
import io.zerocopy.examples.embed.VertxServer;
import io.zerocopy.examples.embed.WebFluxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.entity.PathEntity;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.http.server.HttpServer;

/** How each server sends files by itself, the best way that it has, beside this library's adapter for it. */
public enum OwnWay {
    /** A hand-written DefaultFileRegion. */
    NETTY_EPOLL(
            io.zerocopy.examples.embed.NettyHttpServer.class,
            (folder, port) ->
                    NettyHttpServer.serve(folder, port, EpollIoHandler.newFactory(), EpollServerSocketChannel.class)),
    /** NettyOutbound.sendFile. */
    REACTOR_NETTY(
            ReactorNettyServer.class,
            (folder, port) -> reactor(port)
                    .handle((request, response) -> {
                        Path file = folder.resolve(request.path());
                        return response.header("Content-Length", String.valueOf(size(file)))
                                .sendFile(file);
                    })
                    .bindNow()),
    /** ZeroCopyHttpOutputMessage. */
    WEBFLUX(
            WebFluxServer.class,
            (folder, port) -> reactor(port)
                    .handle(new ReactorHttpHandlerAdapter((request, response) -> {
                        Path file = folder.resolve(request.getURI().getPath().substring(1));
                        response.getHeaders().setContentLength(size(file));
                        return ((ZeroCopyHttpOutputMessage) response).writeWith(file, 0, size(file));
                    }))
                    .bindNow()),
    /** HttpServerResponse.sendFile. */
    VERTX(VertxServer.class, (folder, port) -> {
        var unused = Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response()
                        .sendFile(folder.resolve(request.uri().substring(1)).toString()))
                .listen(port, OwnWay.LOOPBACK);
    }),
    /** ResourceHandler. */
    UNDERTOW(
            UndertowServer.class,
            (folder, port) -> Undertow.builder()
                    .addHttpListener(port, OwnWay.LOOPBACK)
                    .setHandler(new ResourceHandler(new PathResourceManager(folder)))
                    .build()
                    .start()),
    /** DefaultServlet. */
    TOMCAT(TomcatServer.class, (folder, port) -> {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", OwnWay.LOOPBACK);
        Context site = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(site, "files", new DefaultServlet()).addMapping("/");
        tomcat.start();
    }),
    /** ResourceHandler, which keeps mappings. */
    JETTY(
            io.zerocopy.examples.embed.JettyServer.class,
            (folder, port) ->
                    Server.serveByJetty(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), port))),
    /** PathEntity. */
    HTTP_CORE(
            HttpCoreServer.class,
            (folder, port) -> ServerBootstrap.bootstrap()
                    .setLocalAddress(InetAddress.getLoopbackAddress())
                    .setListenerPort(port)
                    .setCanonicalHostName("localhost")
                    .register(
                            "*",
                            (request, response, context) -> response.setEntity(new PathEntity(
                                    folder.resolve(request.getPath().substring(1)),
                                    ContentType.APPLICATION_OCTET_STREAM)))
                    .create()
                    .start());

    private static final String LOOPBACK = "127.0.0.1";

    private final Class<?> adapter;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Serving serving;

    OwnWay(Class<?> adapter, Serving serving) {
        this.adapter = adapter;
        this.serving = serving;
    }

    /** Begins to serve a folder. */
    @FunctionalInterface
    private interface Serving {
        void serve(Path folder, int port) throws Exception;
    }

    /** Serves a folder by a server's own way until it is killed: its name, folder, port. */
    public static void main(String[] arguments) throws Exception {
        valueOf(arguments[0]).serving.serve(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        new Semaphore(0).acquireUninterruptibly();
    }

    List<String> own(Path folder, int port) {
        return ServerProcess.jvm(OwnWay.class, name(), folder, port);
    }

    List<String> ours(Path folder, int port) {
        return ServerProcess.jvm(adapter, folder, port);
    }

    private static HttpServer reactor(int port) {
        return HttpServer.create().host(LOOPBACK).port(port);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
