package io.zerocopy.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that see the system calls of {@link CountedSend}, the better first. */
enum Tracer {
    /** Strings are left out of its list; paths, and so the marks, are printed all the same. */
    STRACE("strace -f -s 0 -o") {
        @Override
        OptionalLong read(Stream<String> lines) {
            // Lines are "thread call(arguments) = result"; a call that took longer than the next line has a second one.
            String thread = NO_THREAD;
            long calls = 0;
            OptionalLong fewest = OptionalLong.empty();
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.contains(CountedSend.BEGIN_MARK.toString())) {
                    thread = line.substring(0, line.indexOf(' ') + 1);
                    calls = 0;
                } else if (line.contains(CountedSend.END_MARK.toString())) {
                    if (!thread.equals(NO_THREAD)) {
                        fewest = OptionalLong.of(Math.min(calls, fewest.orElse(calls)));
                    }
                    thread = NO_THREAD;
                } else if (line.startsWith(thread) && !line.contains("resumed>")) {
                    calls++;
                }
            }
            return fewest;
        }
    },
    /** It sums up by thread and sees no marks: some calls by which a thread begins and ends are counted too. */
    PERF("perf trace --summary --output") {
        @Override
        OptionalLong read(Stream<String> lines) {
            return lines.map(Pattern.compile(CountedSend.THREAD + " \\(\\d+\\), (\\d+) events")::matcher)
                    .filter(Matcher::find)
                    // The beginning and the end of a call are an event each.
                    .mapToLong(matcher -> Long.parseLong(matcher.group(1)) / 2)
                    .min();
        }
    };

    private static final String NO_THREAD = "no thread";

    private final String command;

    Tracer(String command) {
        this.command = command;
    }

    /** Runs a command; the count, or none where this program is missing or may not trace. */
    OptionalLong count(List<String> traced) throws IOException {
        List<String> whole = new ArrayList<>(List.of(command.split(" ", -1)));
        if (!Program.isInstalled(whole.get(0))) {
            return OptionalLong.empty();
        }
        Path list = Files.createTempFile("zerocopy-", ".trace");
        try {
            whole.add(list.toString());
            whole.addAll(traced);
            if (!Program.succeeds(whole)) {
                return OptionalLong.empty();
            }
            try (Stream<String> lines = Files.lines(list)) {
                return read(lines);
            }
        } finally {
            Files.delete(list);
        }
    }

    abstract OptionalLong read(Stream<String> lines);
}
