package io.zerocopy.examples.embed;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.SampledProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A {@link SelectorFileServer} in a JVM of its own. It counts the sends that have ended, which is when one is complete
 * or closed: a descriptor would not tell, since the garbage collector closes what was forgotten.
 */
final class ServerProcess {
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    private ServerProcess() {}

    static SampledProcess start(Path folder) throws IOException {
        return SampledProcess.start(ServerProcess.class, List.of("-Xmx64m"), folder);
    }

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        AtomicLong ended = new AtomicLong();
        TransferOptions options =
                TransferOptions.DEFAULTS.withStallTimeout(STALL_TIMEOUT).withListener(new Ends(ended::incrementAndGet));
        SelectorFileServer server = new SelectorFileServer(Path.of(arguments[0]), anyPort, options);
        int port = ((InetSocketAddress) server.address()).getPort();
        SampledProcess.serve(server, port, server::connections, ended::get);
    }
}
