package io.zerocopy.examples.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Counts what a side asks of the kernel, in a process of its own since counting makes it slow. */
public final class SystemCalls {
    /** The article's loop under strace takes some 15 seconds for as much. */
    private static final long MOST_BYTES = 1024L * 1024 * 1024;

    private SystemCalls() {}

    /** Calls of the sending thread for one file, or why there is no count. */
    public static String count(Side side, Path file, InetSocketAddress peer) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            return "not counted: too long";
        }
        List<String> arguments = List.of(side.name(), file.toAbsolutePath().toString(), String.valueOf(peer.getPort()));
        for (Tracer tracer : Tracer.values()) {
            OptionalLong count = tracer.count(ChildJvm.command(CountedSend.class, arguments));
            if (count.isPresent()) {
                return String.format(Locale.ROOT, "%,d", count.getAsLong());
            }
        }
        return "not counted: no strace";
    }
}
