package io.zerocopy.examples;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands one after the other in this JVM: also as a program, for those that need less rights than the test has.
 */
final class Rows {
    private static final String NEXT = "--then";

    private Rows() {}

    /** One command and what came of it, in a line: exit code, then all that it said. */
    static String run(String... command) {
        Terminal terminal = new Terminal();
        int exitCode = terminal.run(command);
        String said = (terminal.out() + terminal.err()).strip().replace("\n", " / ");
        return exitCode + " | " + said;
    }

    /**
     * Runs as many commands as there are.
     *
     * @param arguments commands, with a word between them
     */
    public static void main(String[] arguments) {
        // What the library logs is no word of a command's.
        PrintStream out = System.out;
        List<String> command = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals(NEXT)) {
                out.println(run(command.toArray(String[]::new)));
                command.clear();
            } else {
                command.add(argument);
            }
        }
    }

    /** Several commands as the arguments of the program. */
    static String[] join(List<List<String>> commands) {
        List<String> joined = new ArrayList<>();
        for (List<String> command : commands) {
            joined.addAll(command);
            joined.add(NEXT);
        }
        return joined.toArray(String[]::new);
    }
}
