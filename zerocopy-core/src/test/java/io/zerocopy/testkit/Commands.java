package io.zerocopy.testkit;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Tries out commands of the system that a test needs. */
public final class Commands {
    private static final long PATIENCE_SECONDS = 20;

    private Commands() {}

    /** Tells whether this command is there and ends well. */
    public static boolean succeed(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
