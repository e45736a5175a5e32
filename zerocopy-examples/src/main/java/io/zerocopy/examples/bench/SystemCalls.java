package io.zerocopy.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts with strace what a side asks of the kernel, in a process of its own since counting makes it slow. */
public final class SystemCalls {
    /** The article's loop under strace takes some 15 seconds for as much. */
    private static final long MOST_BYTES = 1024L * 1024 * 1024;

    private SystemCalls() {}

    /** Calls of the sending thread for one file, or why there is no count. */
    public static String count(Side side, Path file, InetSocketAddress peer) throws IOException {
        if (!Program.isInstalled("strace")) {
            return "not counted: no strace";
        }
        if (Files.size(file) > MOST_BYTES) {
            return "not counted: too long";
        }
        Path list = Files.createTempFile("zerocopy-", ".strace");
        try {
            // Strings are left out; paths, and so the marks, are printed all the same.
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-s", "0", "-o", list.toString()));
            command.addAll(ChildJvm.command(
                    CountedSend.class,
                    List.of(side.name(), file.toAbsolutePath().toString(), String.valueOf(peer.getPort()))));
            return Program.succeeds(command)
                    ? String.format(Locale.ROOT, "%,d", betweenMarks(list))
                    : "not counted: strace failed";
        } finally {
            Files.delete(list);
        }
    }

    /** Lines are "thread call(arguments) = result"; a call that another thread interrupts on paper has a second one. */
    private static long betweenMarks(Path list) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(list)) {
            String begin = lines.readLine();
            while (begin != null && !begin.contains(CountedSend.BEGIN_MARK.toString())) {
                begin = lines.readLine();
            }
            if (begin == null) {
                throw new IOException("strace has not seen the send");
            }
            String thread = begin.substring(0, begin.indexOf(' ') + 1);
            long calls = 0;
            String line = lines.readLine();
            while (line != null && !line.contains(CountedSend.END_MARK.toString())) {
                if (line.startsWith(thread) && !line.contains("resumed>")) {
                    calls++;
                }
                line = lines.readLine();
            }
            return calls;
        }
    }
}
