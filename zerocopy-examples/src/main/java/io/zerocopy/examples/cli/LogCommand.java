package io.zerocopy.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** An append-only log and its broker. */
@Command(
        name = "log",
        description = "An append-only log whose broker sends by sendfile what it has never looked at.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LogServeCommand.class,
            LogProduceCommand.class,
            LogConsumeCommand.class,
            LogMirrorCommand.class,
            HelpCommand.class
        })
public final class LogCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public LogCommand() {}

    /** Without a command. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
