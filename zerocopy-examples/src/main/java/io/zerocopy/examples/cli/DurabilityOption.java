package io.zerocopy.examples.cli;

import io.zerocopy.Durability;
import picocli.CommandLine.Option;

/** Whether a command that writes a file waits for the disk. */
final class DurabilityOption {
    @Option(names = "--fsync", description = "be done only when the file has reached the disk")
    private boolean fsync;

    Durability chosen() {
        return fsync ? Durability.FSYNC : Durability.NONE;
    }
}
