/** Programs that use the library the way its users would. */
// tls-channel has no descriptor; its module's name comes from its file.
@SuppressWarnings("requires-automatic")
module io.zerocopy.examples {
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.zerocopy.core;
    requires java.management;
    requires jdk.management;
    requires jdk.httpserver;
    requires me.tongfei.progressbar;
    requires static org.jspecify;
    requires org.slf4j;
    requires tls.channel;

    // picocli reads the annotations of commands and sets their fields by reflection.
    opens io.zerocopy.examples to
            info.picocli;
    opens io.zerocopy.examples.cli to
            info.picocli;
}
