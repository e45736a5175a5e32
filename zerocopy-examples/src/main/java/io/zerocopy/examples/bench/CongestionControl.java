package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which congestion control TCP uses here; it decides whether loopback shows what sendfile gains. */
public final class CongestionControl {
    private static final Path SETTING = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    private CongestionControl() {}

    public static String name() {
        try {
            return Files.readString(SETTING).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
