package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command that needs a file of random bytes writes it. */
final class RandomFileOption {
    @Option(
            names = "--in",
            paramLabel = "FOLDER",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where random bytes are written (default ${DEFAULT-VALUE})")
    private Path folder = Path.of("");

    Path folder() {
        return folder;
    }

    RandomFile create(long bytes) throws IOException {
        return RandomFile.create(folder, bytes);
    }

    /** For what is written: in memory, or where there is no room for it, in the same folder. */
    ScratchFolder scratch(long bytes) throws IOException {
        return ScratchFolder.create(folder, bytes);
    }
}
