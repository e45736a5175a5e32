package io.zerocopy.examples.cli;

import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies one file, by the kernel where there is a road, and says which road it took. */
@Command(
        name = "copy",
        description = "Copies the content of FILE to COPY, which appears only when it is whole.",
        mixinStandardHelpOptions = true)
public final class CopyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE", description = "the file to copy")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "COPY", description = "the new file; one that is there is replaced")
    private Path copy = Path.of("");

    @Mixin
    private DurabilityOption durability = new DurabilityOption();

    /** Made by picocli. */
    public CopyCommand() {}

    @Override
    public Integer call() throws IOException {
        TransferResult result;
        try (ProgressBar bar = Progress.bytes("copy", Files.size(file))) {
            TransferOptions options = TransferOptions.DEFAULTS
                    .withDurability(durability.chosen())
                    .withListener(new Report(bar, spec.commandLine().getErr()));
            result = ZeroCopyTransfer.copy(file, copy, options);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(result);
        out.flush();
        return 0;
    }
}
