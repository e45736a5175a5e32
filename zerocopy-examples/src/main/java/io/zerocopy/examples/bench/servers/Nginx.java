package io.zerocopy.examples.bench.servers;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.bench.ScratchFolder;
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

/** What no server in Java is expected to beat, and {@code serve}, which stands beside it. */
final class Nginx {
    private static final int FIRST_WITH_KERNEL_TIER = 22;

    private Nginx() {}

    /** The one that the system has, with a configuration of our own. */
    static List<String> own(Path folder, int port, ScratchFolder scratch) throws IOException {
        Path configuration = scratch.file("nginx.conf");
        scratch.file("nginx.pid");
        scratch.file("nginx-temporary");
        try (InputStream template = Objects.requireNonNull(Nginx.class.getResourceAsStream("nginx.conf"))) {
            String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            String user = System.getProperty("user.name");
            int workers = Runtime.getRuntime().availableProcessors();
            Files.writeString(
                    configuration, String.format(Locale.ROOT, text, user, workers, scratch.path(), port, folder));
        }
        return List.of("nginx", "-c", configuration.toAbsolutePath().toString());
    }

    /** With the flags that zerocopy.jar has, and threads of the system's for so many clients. */
    static List<String> serve(Path folder, int port, int platformThreads) {
        List<String> command = ServerProcess.jvm(Nginx.class, folder, port, platformThreads);
        if (Runtime.version().feature() >= FIRST_WITH_KERNEL_TIER) {
            command.add(1, "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        }
        return command;
    }

    /** Serves as {@code serve} does, without its command line, until it is killed: folder, port, threads. */
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        ServerLimits limits =
                ServerLimits.DEFAULTS.withUploadBytes(0).withPlatformThreads(Integer.parseInt(arguments[2]));
        try (FileServer server = new FileServer(Path.of(arguments[0]), address, TransferOptions.DEFAULTS, limits)) {
            server.run();
        }
    }
}
