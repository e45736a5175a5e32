package io.zerocopy.examples;

import io.zerocopy.examples.cli.BenchCommand;
import io.zerocopy.examples.cli.CompareCommand;
import io.zerocopy.examples.cli.CopyCommand;
import io.zerocopy.examples.cli.DemoCommand;
import io.zerocopy.examples.cli.LogCommand;
import io.zerocopy.examples.cli.ReceiveCommand;
import io.zerocopy.examples.cli.RelayCommand;
import io.zerocopy.examples.cli.SendCommand;
import io.zerocopy.examples.cli.ServeCommand;
import io.zerocopy.examples.cli.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: one subcommand an example. */
@Command(
        name = "zerocopy",
        description = "Moves files over sockets without dragging them through the application.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchCommand.class,
            CompareCommand.class,
            CopyCommand.class,
            DemoCommand.class,
            LogCommand.class,
            ReceiveCommand.class,
            RelayCommand.class,
            SendCommand.class,
            ServeCommand.class
        })
public final class Main {
    /** Made by picocli. */
    public Main() {}

    /**
     * Runs one command and exits with its code: 0 done, 1 failed, 2 not understood.
     *
     * @param arguments a command and its options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to execute; a failure is one line on stderr. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("zerocopy: " + describe(failure));
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    /** The JDK's exceptions for files say only the path: name what they are. */
    private static String describe(Exception failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
