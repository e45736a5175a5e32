package io.zerocopy.examples.cli;

import io.zerocopy.Conversation;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs the one transfer that a command is about: shows how far it is, lets Ctrl-C end it as a failure does (connections
 * are reset, files in progress removed), and prints what it did.
 */
final class Errand {
    private Errand() {}

    /** What is to be done with these options. */
    interface Work {
        TransferResult with(TransferOptions options) throws IOException;
    }

    /** Runs it; -1 for a length that nobody knows. */
    static void run(CommandSpec spec, long bytes, Work work) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Conversation conversation = Conversation.create();
        TransferResult result;
        try (Report report = new Report(Progress.bytes(spec.name(), bytes), err);
                Shutdown shutdown = Shutdown.closing(conversation::cancel, err, "the disk is waited for")) {
            try {
                result = work.with(
                        TransferOptions.DEFAULTS.withConversation(conversation).withListener(report));
            } catch (TransferException e) {
                throw shutdown.hasBegun() ? stopped(e) : e;
            }
        }
        out.println(result);
        out.flush();
    }

    private static IOException stopped(TransferException cancelled) {
        return new IOException(
                String.format(Locale.ROOT, "stopped after %,d bytes", cancelled.bytesTransferred()), cancelled);
    }
}
