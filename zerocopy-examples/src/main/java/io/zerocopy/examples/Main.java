package io.zerocopy.examples;

import io.zerocopy.examples.cli.BenchCommand;
import io.zerocopy.examples.cli.CompareCommand;
import io.zerocopy.examples.cli.CopyCommand;
import io.zerocopy.examples.cli.DemoCommand;
import io.zerocopy.examples.cli.FileName;
import io.zerocopy.examples.cli.LogCommand;
import io.zerocopy.examples.cli.Reason;
import io.zerocopy.examples.cli.ReceiveCommand;
import io.zerocopy.examples.cli.RelayCommand;
import io.zerocopy.examples.cli.SendCommand;
import io.zerocopy.examples.cli.ServeCommand;
import io.zerocopy.examples.cli.Shutdown;
import io.zerocopy.examples.cli.Suggestion;
import io.zerocopy.examples.cli.Version;
import io.zerocopy.examples.cli.WholeNumber;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
            ServeCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, and a line says why",
            "2:not understood",
            "130:ended by Ctrl-C",
            "141:nobody reads any more what it prints"
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public Main() {}

    /**
     * Runs one command and exits with its code: 0 done, 1 failed, 2 not understood.
     *
     * @param arguments a command and its options
     */
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        Shutdown.commandHasEnded();
        System.exit(exitCode);
    }

    /** Without a command. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** The command line, ready to execute; a failure is one line on stderr, and what is not understood two or three. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .registerConverter(Path.class, new FileName())
                .registerConverter(int.class, new WholeNumber())
                .setParameterExceptionHandler((failure, arguments) -> notUnderstood(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("zerocopy: " + Reason.of(failure));
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    private static int notUnderstood(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + failure.getMessage());
        if (failure instanceof UnmatchedArgumentException unmatched) {
            // An option without its value.
            suggest(unmatched.getUnmatched().get(0).replaceAll("=.*", ""), command);
        } else if (failure.getArgSpec() == null && failure.getValue() != null) {
            // What help is asked about.
            suggest(failure.getValue(), command);
        }
        err.println("Try '" + name + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static void suggest(String typed, CommandLine command) {
        Suggestion.of(typed, words(command))
                .ifPresent(word -> command.getErr().println("Did you mean '" + word + "'?"));
    }

    private static List<String> words(CommandLine command) {
        List<String> words = new ArrayList<>(command.getSubcommands().keySet());
        words.addAll(command.getCommandSpec().optionsMap().keySet());
        return words;
    }
}
