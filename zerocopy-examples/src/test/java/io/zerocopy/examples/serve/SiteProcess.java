package io.zerocopy.examples.serve;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.SampledProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A {@link FileServer} in a JVM of its own. */
final class SiteProcess {
    private SiteProcess() {}

    static SampledProcess start(Path folder) throws IOException {
        String silent = "-Dorg.slf4j.simpleLogger.log.io.zerocopy.examples.serve.AccessLog=warn";
        return SampledProcess.start(SiteProcess.class, List.of("-Xmx64m", silent), folder);
    }

    public static void main(String[] arguments) throws IOException {
        FileServer server = new FileServer(
                Path.of(arguments[0]),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TransferOptions.DEFAULTS,
                // So few that most of those that are stuck have virtual ones, where there are any.
                ServerLimits.DEFAULTS.withPlatformThreads(30));
        SampledProcess.serve(server, server.address().getPort(), server::connections, () -> 0);
    }
}
