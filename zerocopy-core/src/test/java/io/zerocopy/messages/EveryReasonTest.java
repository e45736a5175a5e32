package io.zerocopy.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each reason that the code can give for a failure is on the page of messages, or is listed here with why it is not.
 */
class EveryReasonTest {
    private static final Path CODE = Path.of("src", "main", "java", "io", "zerocopy");

    /** Where a statement begins whose words end up in an exception. */
    private static final Pattern SAYING = Pattern.compile(
            "new (\\w+\\.)*\\w*Exception\\(|new Road\\(|UnusableChannel\\.\\w+\\(|told\\(|brokenContract\\("
                    + "|whyNot|String (unsafe|mayAppend|APPENDS) =");

    private static final Pattern WORDS = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A piece of punctuation is no reason. */
    private static final int FEWEST_LETTERS = 4;

    private static final String OTHER_FILE_SYSTEM =
            "needs a file that is opened for DIRECT, which tmpfs has not:" + " DirectFileTest makes it, where it can";
    private static final String KERNEL_TIER = "said by the kernel tier alone: SpliceIT and SpliceRefusalIT make it";

    private static final Map<String, String> NOT_ON_THE_PAGE = Map.ofEntries(
            entry("opened for DIRECT, with blocks of more than ", OTHER_FILE_SYSTEM),
            entry("the target was opened for DIRECT, and ", OTHER_FILE_SYSTEM),
            entry(" bytes less came than were announced: the last of those that came are not in it", OTHER_FILE_SYSTEM),
            entry("the target was opened for DIRECT: it takes whole blocks of ", OTHER_FILE_SYSTEM),
            entry(" bytes, not ", OTHER_FILE_SYSTEM),
            entry("what is of unknown length", OTHER_FILE_SYSTEM),
            entry("the target was opened for DIRECT, and has blocks of more than 1 MiB", OTHER_FILE_SYSTEM),
            entry("the target was opened for DIRECT: only a blocking send writes whole blocks", OTHER_FILE_SYSTEM),
            entry("it says that there is nothing", KERNEL_TIER),
            entry("splice to the target: it moved nothing", KERNEL_TIER),
            entry("the kernel does not give back what is in a pipe: ", KERNEL_TIER),
            entry("the number of a descriptor is not to be had", KERNEL_TIER),
            entry(" pipes are in use", KERNEL_TIER),
            entry("a new pipe has room for ", KERNEL_TIER),
            entry(" bytes only: this user's budget for pipes is used up", KERNEL_TIER),
            entry("Connection reset: a write was told, and the stream had not ended before", KERNEL_TIER),
            entry(
                    "SocketChannel to SocketChannel or Path, by splice(2) through a pipe",
                    "no reason, but what it is for"),
            entry(
                    "A mount point, which no other file can be moved over",
                    "needs a mount of its own: PlaceTest makes it, as root"),
            entry("permission denied", "root may do everything: UnprivilegedTest makes it"),
            entry("The link names what has no name", "needs a link of /proc to a deleted file: PlaceTest makes it"),
            entry(
                    "no selector could be opened that would keep the target's descriptor (JDK-8310902)",
                    "before JDK 22, without a descriptor left: LastDescriptorTest makes it"),
            entry(
                    "a thread of the disk executor was interrupted while it read, which closes the file",
                    "needs a slow disk: WindowReadTest makes it"),
            entry(
                    " inside a call into a channel, and the JDK closed the source",
                    "needs an interrupt inside a system call: InterruptTest makes it"));

    @Test
    void isOnThePage() throws IOException {
        String page = Files.readString(MessagesTest.PAGE, UTF_8);
        Set<String> unsaid = new TreeSet<>();
        for (String words : allWords()) {
            if (!page.contains(words)) {
                unsaid.add(words);
            }
        }
        assertThat(unsaid)
                .as("what no line of %s shows; make it happen in MessagesTest, or say here why not", MessagesTest.PAGE)
                .isEqualTo(new TreeSet<>(NOT_ON_THE_PAGE.keySet()));
    }

    private static Set<String> allWords() throws IOException {
        Set<String> words = new TreeSet<>();
        try (Stream<Path> files = Files.list(CODE)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".java")) {
                    addWords(Files.readString(file, UTF_8), file.endsWith("Ending.java"), words);
                }
            }
        }
        assertThat(words).as("the words of the code").hasSizeGreaterThan(NOT_ON_THE_PAGE.size() * 2);
        return words;
    }

    private static void addWords(String code, boolean isAllSaying, Set<String> words) {
        Matcher saying = SAYING.matcher(code);
        while (saying.find()) {
            addWords(code.substring(saying.start(), code.indexOf(';', saying.start())), words);
        }
        if (isAllSaying) {
            addWords(code, words);
        }
    }

    private static void addWords(String code, Set<String> words) {
        Matcher literals = WORDS.matcher(code);
        while (literals.find()) {
            String literal = literals.group(1);
            if (literal.chars().filter(Character::isLowerCase).count() >= FEWEST_LETTERS) {
                words.add(literal);
            }
        }
    }
}
