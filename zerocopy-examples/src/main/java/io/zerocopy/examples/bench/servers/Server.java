package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.Main;
import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.ScratchFolder;
import io.zerocopy.examples.embed.NettyFileServer;
import io.zerocopy.examples.embed.SelectorFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What could serve the files of a folder over HTTP: this library's examples, and what one would take else. */
public enum Server {
    /** The example for people. */
    SERVE("serve") {
        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) {
            return silent(
                    ChildJvm.command(Main.class, List.of("serve", folder.toString(), "--port", String.valueOf(port))));
        }
    },

    /** The example with one thread. */
    SELECTOR("SelectorFileServer") {
        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) {
            return jvm(SelectorFileServer.class, folder, port);
        }
    },

    /** The example of how a payload goes through Netty. */
    NETTY_PAYLOAD("NettyFileServer (PayloadRegion)") {
        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) {
            return jvm(NettyFileServer.class, folder, port);
        }
    },

    /** Netty as its own example has it. */
    NETTY("Netty (HttpServerCodec, DefaultFileRegion)") {
        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) {
            return jvm(NettyHttpServer.class, folder, port);
        }
    },

    /** Jetty as its documentation has it. */
    JETTY("Jetty (ResourceHandler)") {
        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) {
            return jvm(JettyServer.class, folder, port);
        }
    },

    /** The command of the JDK; without the delays that Nagle's algorithm gives it. */
    JDK("JDK SimpleFileServer") {
        @Override
        public Optional<String> missing() {
            return Runtime.version().feature() >= 18 ? Optional.empty() : Optional.of("JDK 18 or newer has it");
        }

        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) {
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
    },

    /** What no server in Java is expected to beat. */
    NGINX("nginx") {
        @Override
        public Optional<String> missing() {
            return Program.isInstalled("nginx") ? Optional.empty() : Optional.of("not found: apt-get install nginx");
        }

        @Override
        List<String> command(Path folder, int port, ScratchFolder scratch) throws IOException {
            return Nginx.command(folder, port, scratch);
        }
    };

    private final String text;

    Server(String text) {
        this.text = text;
    }

    /** Why it cannot run here; nothing if it can. */
    public Optional<String> missing() {
        return Optional.empty();
    }

    /** What serves this folder on this port, and writes what it must write into the scratch folder. */
    abstract List<String> command(Path folder, int port, ScratchFolder scratch) throws IOException;

    /** Starts it, and waits until it listens. */
    public ServerProcess start(Path folder, ScratchFolder scratch) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Path output = scratch.file(name() + ".out");
        return ServerProcess.start(command(folder.toAbsolutePath(), address.getPort(), scratch), address, output);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Not all of them could say which port they got. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> jvm(Class<?> mainClass, Path folder, int port) {
        return silent(ChildJvm.command(mainClass, List.of(folder.toString(), String.valueOf(port))));
    }

    /** Without a line for each answer: none of the others logs either. */
    private static List<String> silent(List<String> command) {
        List<String> silent = new ArrayList<>(command);
        for (String logger : List.of("embed", "serve")) {
            silent.add(1, "-Dorg.slf4j.simpleLogger.log.io.zerocopy.examples." + logger + "=warn");
        }
        return silent;
    }
}
