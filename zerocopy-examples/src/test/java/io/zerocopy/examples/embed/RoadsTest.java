package io.zerocopy.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The road that each adapter promises, as strace sees it. One JVM for all of them. */
@Timeout(600)
class RoadsTest {
    private static final int SIZE = 5_000_000;
    /** What the library takes at once for a stream; the servers' own ways take 1 to 16 KiB. */
    private static final int PIECE_BYTES = 64 * 1024;

    /** The thread, then the call, or the rest of one that another thread's call came in between. */
    private static final Pattern BEGUN = Pattern.compile("(\\d+) +(sendfile|read|pread64)\\((.*)");

    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (sendfile|read|pread64) resumed>(.*)");
    private static final Pattern FILE = Pattern.compile("<[^>]*/roads/(\\w+)>");
    private static final Pattern RESULT = Pattern.compile("= (\\d+)$");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachTakesItsRoad() throws Exception {
        byte[] content = new byte[SIZE];
        new SplittableRandom(5).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        Path trace = folder.resolve("trace");
        List<String> servers = run(trace, file);
        assertThat(servers).contains(Adapter.NETTY_NIO.name(), Adapter.UNDERTOW.name(), Adapter.TOMCAT_NIO.name());
        Map<String, Long> moved = moved(trace);
        for (Adapter adapter : Adapter.values()) {
            if (servers.contains(adapter.name())) {
                long sent = moved.getOrDefault(adapter + " sendfile", 0L);
                long read = moved.getOrDefault(adapter + " read", 0L);
                assertThat(sent).as(adapter + " by sendfile").isEqualTo(sendfile(adapter.road()));
                assertThat(read).as(adapter + " read").isBetween(read(adapter.road()), mostRead(adapter));
                if (adapter != Adapter.TOMCAT_NIO2) {
                    // Tomcat says that it sends the file, and reads 8 KiB at a time.
                    long calls = moved.getOrDefault(adapter + " reads", 0L);
                    assertThat(calls).as(adapter + " reads").isLessThan(mostRead(adapter) / PIECE_BYTES + 20);
                }
            }
        }
        for (NettyTransport transport : NettyTransport.values()) {
            // A region of another's is given a small buffer at a time: what does not fit must not be read again.
            long read = moved.getOrDefault("REGION_" + transport + " read", 0L);
            assertThat(read).as("a region of ours on " + transport).isLessThan(SIZE + SIZE / 10);
        }
    }

    private static long sendfile(Adapter.Road road) {
        return road == Adapter.Road.SENDFILE ? SIZE : 0;
    }

    /** In the JVM. */
    private static long read(Adapter.Road road) {
        return road == Adapter.Road.COPY ? SIZE : 0;
    }

    private static long mostRead(Adapter adapter) {
        // A byte here and there: whether the file goes on, where the socket took nothing. And on a virtual thread, what
        // may be on the disk alone is read by another thread first.
        return read(adapter.road()) * (adapter == Adapter.HELIDON ? 2 : 1) + 1000;
    }

    private static List<String> run(Path trace, Path file) throws Exception {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-s", "0", "--seccomp-bpf"));
        command.addAll(List.of("-e", "trace=sendfile,read,pread64", "-o", trace.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(RoadsMain.class.getName(), file.toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> servers = process.inputReader().lines().toList();
            process.waitFor();
            return servers.isEmpty() ? abort("strace may not trace here") : servers;
        } catch (IOException e) {
            return abort("not here: " + e.getMessage());
        }
    }

    /** Bytes by server and call, and how many reads those were. */
    private static Map<String, Long> moved(Path trace) throws IOException {
        Map<String, Long> moved = new HashMap<>();
        Map<String, String> unfinished = new HashMap<>();
        try (Stream<String> lines = Files.lines(trace)) {
            for (String line : (Iterable<String>) lines::iterator) {
                Matcher begun = BEGUN.matcher(line);
                Matcher resumed = RESUMED.matcher(line);
                if (begun.matches()) {
                    unfinished.remove(begun.group(1));
                    Matcher file = FILE.matcher(begun.group(3));
                    if (file.find()) {
                        String call = begun.group(2).equals("sendfile") ? " sendfile" : " read";
                        unfinished.put(begun.group(1), file.group(1) + call);
                        count(moved, unfinished, begun.group(1), begun.group(3));
                    }
                } else if (resumed.matches()) {
                    count(moved, unfinished, resumed.group(1), resumed.group(3));
                }
            }
        }
        return moved;
    }

    private static void count(
            Map<String, Long> moved, Map<String, String> unfinished, String thread, String restOfCall) {
        Matcher result = RESULT.matcher(restOfCall);
        if (result.find() && unfinished.containsKey(thread)) {
            String call = unfinished.remove(thread);
            moved.merge(call, Long.parseLong(result.group(1)), Long::sum);
            moved.merge(call + "s", 1L, Long::sum);
        }
    }
}
