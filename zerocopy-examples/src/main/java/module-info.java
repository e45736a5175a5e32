/** Programs that use the library the way its users would. */
// tls-channel, httpcore5 and most of the servers have no descriptor.
@SuppressWarnings("requires-automatic")
module io.zerocopy.examples {
    requires com.google.common;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires io.zerocopy.core;
    requires java.management;
    requires jdk.management;
    requires jdk.httpserver;
    requires me.tongfei.progressbar;
    requires org.apache.commons.io;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires static org.jspecify;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires org.slf4j;
    requires tls.channel;

    // What zerocopy.jar does not have: servers of the package embed that are run from the class path.
    requires static io.netty.transport.classes.io_uring;
    requires static io.vertx.core;
    requires static org.apache.tomcat.embed.core;
    requires static org.reactivestreams;
    requires static reactor.core;
    requires static reactor.netty.core;
    requires static reactor.netty.http;
    requires static spring.core;
    requires static spring.web;
    requires static undertow.core;
    requires static xnio.api;

    // picocli reads the annotations of commands and sets their fields by reflection.
    opens io.zerocopy.examples to
            info.picocli;
    opens io.zerocopy.examples.cli to
            info.picocli;
}
