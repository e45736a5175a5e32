package io.zerocopy.messages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The page of all messages: a section for each call, a row for each situation. What differs from machine to machine has
 * a name in it; what differs from JDK to JDK is marked.
 */
final class Page {
    /** Something that fails. */
    interface Failing {
        Object call() throws Exception;
    }

    /** How a row is told. */
    private enum Row {
        SAME_EVERYWHERE,
        OF_THIS_JDK,
        OF_SOME_AMOUNT
    }

    static final String JDK = "[JDK " + Runtime.version().feature() + "] ";

    private final Path folder;
    private final List<String> lines = new ArrayList<>();

    Page(Path folder) {
        this.folder = folder;
    }

    void section(String call) {
        lines.add("");
        lines.add("## " + call);
        lines.add("");
    }

    /** What is thrown, the same on all JDKs. */
    void fails(String situation, Failing failing) {
        add(Row.SAME_EVERYWHERE, situation, thrownBy(failing));
    }

    /** The same, on each JDK for a reason of its own. */
    void failsOnThisJdk(String situation, Failing failing) {
        add(Row.OF_THIS_JDK, situation, thrownBy(failing));
    }

    /** The same, after as many bytes as the sockets' buffers happen to hold. */
    void failsSomewhere(String situation, Failing failing) {
        add(Row.OF_SOME_AMOUNT, situation, thrownBy(failing));
    }

    /** What an object says of itself. */
    void says(String situation, Object object) {
        add(Row.SAME_EVERYWHERE, situation, object.toString());
    }

    List<String> lines() {
        return lines;
    }

    private static String thrownBy(Failing failing) {
        try {
            return "nothing was thrown, but returned: " + failing.call();
        } catch (Exception e) {
            return e.toString();
        } finally {
            // Some situations are interrupts.
            boolean unused = Thread.interrupted();
        }
    }

    private void add(Row row, String situation, String words) {
        String named = words.replace(folder.toString(), "DIR")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "PEER:PORT")
                .replaceAll("'/\\S*/socket'", "'SOCKET'")
                .replaceAll("\\.[0-9a-z]+\\.zerocopy", ".RANDOM.zerocopy")
                .replaceAll("io\\.zerocopy\\.(messages|testkit)\\.\\w+(\\$\\w+)?", "com.example.Yours");
        if (row == Row.OF_SOME_AMOUNT) {
            named = named.replaceAll("after [0-9,]+ (of|bytes)", "after N $1").replaceAll("byte [0-9,]+", "byte N");
        }
        lines.add("- " + (row == Row.OF_THIS_JDK ? JDK : "") + situation + ":");
        lines.add("  `" + named + "`");
    }
}
