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
        List<String> command = ChildJvm.command(Main.class, List.of(arguments));
        command.add(1, "-Djava.io.tmpdir=" + temporaryFolder);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ChildRun(process.waitFor(), text);
    }
}
