package io.zerocopy.examples.log;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process has asked of the kernel about files and sockets, in the order in which it happened.
 *
 * @param list where strace writes
 */
record Strace(Path list) {
    /** All that reads or writes, and what makes durable. */
    private static final String CALLS = "trace=read,pread64,readv,preadv,write,pwrite64,writev,pwritev,"
            + "sendfile,copy_file_range,splice,mmap,fsync,fdatasync";

    private static final Pattern BEGUN = Pattern.compile("\\d+ +(\\w+)\\((.*)");
    private static final Pattern RESUMED = Pattern.compile("\\d+ +<\\.\\.\\. (\\w+) resumed>(.*)");
    private static final Pattern RESULT = Pattern.compile(".*\\) += (-?\\d+).*");

    /** One line: a call, or the second half of one that another thread's line has cut in two. */
    record Line(String name, boolean isBegin, String rest) {
        boolean isOf(String file) {
            return rest.contains(file);
        }

        boolean isEnd() {
            return RESULT.matcher(rest).matches();
        }

        long result() {
            Matcher matcher = RESULT.matcher(rest);
            return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        }
    }

    /** Skips the test, loudly, where there is no strace. */
    static void assumeAvailable() throws IOException, InterruptedException {
        boolean works;
        try {
            works = new ProcessBuilder("strace", "-f", "-e", "trace=none", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "strace is not installed, or may not trace here");
    }

    /** To be put before the command. */
    List<String> program() {
        return List.of("strace", "-f", "-y", "-s", "0", "-o", list.toString(), "-e", CALLS);
    }

    /** The same with a fault, as strace takes it: {@code fsync:error=EIO:when=2}. Counted by thread. */
    List<String> program(String fault) {
        return Stream.concat(program().stream(), Stream.of("-e", "inject=" + fault))
                .toList();
    }

    List<Line> lines() throws IOException {
        return Files.readAllLines(list).stream()
                .map(Strace::line)
                .filter(line -> !line.name().isEmpty())
                .toList();
    }

    private static Line line(String text) {
        Matcher resumed = RESUMED.matcher(text);
        if (resumed.matches()) {
            return new Line(resumed.group(1), false, resumed.group(2));
        }
        Matcher begun = BEGUN.matcher(text);
        // Else a signal, or a thread's end.
        return begun.matches() ? new Line(begun.group(1), true, begun.group(2)) : new Line("", false, "");
    }
}
