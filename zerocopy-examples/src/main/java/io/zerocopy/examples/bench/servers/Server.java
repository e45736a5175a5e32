package io.zerocopy.examples.bench.servers;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.embed.NettyFileServer;
import io.zerocopy.examples.embed.SelectorFileServer;
import io.zerocopy.examples.serve.FileServer;
import io.zerocopy.examples.serve.ServerLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** What could serve the files of a folder over HTTP: this library's examples, and what one would take else. */
public enum Server {
    /** The example for people. */
    SERVE("serve", (folder, port, scratch) -> Server.serve(folder, port)),
    /** The example with one thread. */
    SELECTOR(
            "SelectorFileServer", (folder, port, scratch) -> ServerProcess.jvm(SelectorFileServer.class, folder, port)),
    /** The example of how a payload goes through Netty. */
    NETTY_PAYLOAD(
            "NettyFileServer (PayloadRegion)",
            (folder, port, scratch) -> ServerProcess.jvm(NettyFileServer.class, folder, port)),
    /** Netty as its own example has it. */
    NETTY(
            "Netty (HttpServerCodec, DefaultFileRegion)",
            (folder, port, scratch) -> ServerProcess.jvm(NettyHttpServer.class, folder, port)),
    /** Jetty as its documentation has it. */
    JETTY("Jetty (ResourceHandler)", (folder, port, scratch) -> Server.here("JETTY", folder, port)),
    /** Undertow, Tomcat and Vert.x as theirs have them: for small files only. */
    UNDERTOW("Undertow (ResourceHandler)", (folder, port, scratch) -> Server.own("UNDERTOW", folder, port)),
    TOMCAT("Tomcat (DefaultServlet)", (folder, port, scratch) -> Server.own("TOMCAT", folder, port)),
    VERTX("Vert.x (sendFile)", (folder, port, scratch) -> Server.own("VERTX", folder, port)),
    /** The command of the JDK; without the delays that Nagle's algorithm gives it. */
    JDK("JDK SimpleFileServer", Server::simpleFileServer),
    /** What no server in Java is expected to beat. */
    NGINX("nginx", Server::nginx);

    /** Whether {@code serve} has it, opened by the flags that zerocopy.jar has, too. */
    static final boolean HAS_KERNEL_TIER = Runtime.version().feature() >= 22;

    private final String text;

    /** It captures nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Command command;

    Server(String text, Command command) {
        this.text = text;
        this.command = command;
    }

    /** What serves this folder on this port, and writes what it must write into the scratch folder. */
    @FunctionalInterface
    interface Command {
        List<String> of(Path folder, int port, ScratchFolder scratch) throws IOException;
    }

    /** Why it cannot run here; empty if it can. */
    public String missing() {
        return switch (this) {
            case JDK -> Runtime.version().feature() >= 18 ? "" : "JDK 18 or newer has it";
            case NGINX -> Program.isInstalled("nginx") ? "" : "not found: apt-get install nginx";
            case UNDERTOW -> missing("io.undertow.Undertow");
            case TOMCAT -> missing("org.apache.catalina.startup.Tomcat");
            case VERTX -> missing("io.vertx.core.Vertx");
            default -> "";
        };
    }

    private static String missing(String className) {
        try {
            Class.forName(className, false, Server.class.getClassLoader());
            return "";
        } catch (ClassNotFoundException e) {
            return "zerocopy.jar does not have it";
        }
    }

    /** Others of others are measured for one size, where requests are counted. */
    boolean isForAllSizes() {
        return this != UNDERTOW && this != TOMCAT && this != VERTX;
    }

    /** What starts it for this folder. */
    ServerProcess.Command on(Path folder, ScratchFolder scratch) {
        return port -> command.of(folder.toAbsolutePath(), port, scratch);
    }

    @Override
    public String toString() {
        return text;
    }

    private static List<String> serve(Path folder, int port) {
        List<String> command = here("SERVE", folder, port);
        if (HAS_KERNEL_TIER) {
            command.add(1, "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        }
        return command;
    }

    private static List<String> own(String server, Path folder, int port) {
        return ServerProcess.jvm(OwnWay.class, server, "best", folder, port);
    }

    private static List<String> here(String name, Path folder, int port) {
        return ServerProcess.jvm(Server.class, name, folder.toString(), String.valueOf(port));
    }

    /** One that is started here, until it is killed: its name, folder, port. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
        if (arguments[0].equals("JETTY")) {
            serveByJetty(folder, address);
            return;
        }
        ServerLimits limits = ServerLimits.DEFAULTS.withUploadBytes(0);
        try (FileServer server = new FileServer(folder, address, TransferOptions.DEFAULTS, limits)) {
            server.run();
        }
    }

    static void serveByJetty(Path folder, InetSocketAddress address) throws Exception {
        org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server(address);
        ResourceHandler files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(folder));
        server.setHandler(files);
        server.start();
    }

    private static List<String> simpleFileServer(Path folder, int port, ScratchFolder scratch) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.net.httpserver.nodelay=true",
                "-m",
                "jdk.httpserver",
                "--directory",
                folder.toString(),
                "--port",
                String.valueOf(port),
                "--output",
                "none");
    }

    /** The nginx that the system has, with a configuration of our own. */
    private static List<String> nginx(Path folder, int port, ScratchFolder scratch) throws IOException {
        Path configuration = scratch.file("nginx.conf");
        scratch.file("nginx.pid");
        scratch.file("nginx-temporary");
        try (InputStream template = Objects.requireNonNull(Server.class.getResourceAsStream("nginx.conf"))) {
            String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    configuration,
                    String.format(
                            Locale.ROOT,
                            text,
                            System.getProperty("user.name"),
                            Runtime.getRuntime().availableProcessors(),
                            scratch.path(),
                            port,
                            folder));
        }
        return List.of("nginx", "-c", configuration.toAbsolutePath().toString());
    }
}
