package io.zerocopy.examples.bench;

import io.zerocopy.examples.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The program, run to its end as a user does: a JVM of its own, and no terminal.
 *
 * @param exitCode how it ended
 * @param text all that it printed
 */
record ChildRun(int exitCode, String text) {
    static ChildRun of(Path temporaryFolder, String... arguments) throws IOException, InterruptedException {
        return run(builder(temporaryFolder, arguments));
    }

    /** The same where nothing is installed: no strace, no unshare. */
    static ChildRun withoutPrograms(Path temporaryFolder, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = builder(temporaryFolder, arguments);
        builder.environment().put("PATH", temporaryFolder.toString());
        return run(builder);
    }

    private static ProcessBuilder builder(Path temporaryFolder, String... arguments) {
        List<String> command = ChildJvm.command(Main.class, List.of(arguments));
        // Of two options the last one counts.
        command.add(command.indexOf("-cp"), "-Djava.io.tmpdir=" + temporaryFolder);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private static ChildRun run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ChildRun(process.waitFor(), text);
    }
}
