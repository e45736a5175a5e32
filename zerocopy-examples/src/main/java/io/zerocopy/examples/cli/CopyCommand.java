package io.zerocopy.examples.cli;

import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
        Errand.run(
                spec,
                Files.size(file),
                options -> ZeroCopyTransfer.copy(file, copy, options.withDurability(durability.chosen())));
        return 0;
    }
}
