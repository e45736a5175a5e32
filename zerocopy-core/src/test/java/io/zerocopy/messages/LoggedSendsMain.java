package io.zerocopy.messages;

import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.RecordingTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends two files to channels that no kernel serves, step by step, for a log to tell. */
final class LoggedSendsMain {
    private LoggedSendsMain() {}

    public static void main(String[] folder) throws IOException {
        for (String name : new String[] {"one", "two\nlines"}) {
            Path file = Files.write(Path.of(folder[0], name), new byte[1_000]);
            ZeroCopyTransfer.send(file, new RecordingTarget(), TransferOptions.DEFAULTS.withBufferSize(400));
        }
    }
}
