package io.zerocopy.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Runs commands in this JVM and keeps what they print. */
final class Terminal {
    private static final Pattern PORT = Pattern.compile(":([0-9]+)\\R");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** Waits until a command on another thread has said where it listens. */
    int awaitPort() {
        while (true) {
            Matcher port = PORT.matcher(out());
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
            Thread.onSpinWait();
        }
    }
}
