package io.zerocopy.examples.cli;

import picocli.CommandLine.Command;

/** An append-only log and its broker. */
@Command(
        name = "log",
        description = "An append-only log whose broker sends by sendfile what it has never looked at.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LogServeCommand.class, LogProduceCommand.class, LogConsumeCommand.class, LogMirrorCommand.class})
public final class LogCommand {
    /** Made by picocli. */
    public LogCommand() {}
}
