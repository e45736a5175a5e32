package io.zerocopy.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import io.zerocopy.testkit.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes every failure happen, with real files and sockets, and compares what is said with a page that people read.
 * Where that is to change, the failure names the file to put in its place.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the system's words are those of Linux")
@ExtendWith(LeftOvers.class)
class MessagesTest {
    static final Path PAGE = Path.of("src", "test", "resources", "messages", "messages.md");

    @TempDir
    Path folder = Path.of("");

    @Test
    void everythingThatIsSaid() throws Exception {
        int jdk = Runtime.version().feature();
        Skip.unless(jdk == 17 || jdk == 25, "what differs from JDK to JDK is written down for 17 and 25");
        Skip.unless(!Tier.isHere(), "the kernel tier is here, and has other reasons");
        Page page = new Page(folder);
        Ground ground = new Ground(folder);
        new Sends(ground, page).tell();
        new Receives(ground, page).tell();
        new Pendings(ground, page).tell();
        Path written = Path.of("target", "messages", "messages-" + jdk + ".md");
        Files.createDirectories(Objects.requireNonNull(written.getParent()));
        Files.write(written, page.lines());
        List<String> expected = ofThisJdk(Files.readAllLines(PAGE, UTF_8));
        assertThat(page.lines())
                .as("what is said; if the new words are better: put those of %s into %s", written, PAGE)
                .isEqualTo(expected);
    }

    /** Without the head of the page, and without the rows of other JDKs, which have two lines each. */
    private static List<String> ofThisJdk(List<String> page) {
        List<String> lines = new ArrayList<>();
        for (int i = page.indexOf("## send(Path, WritableByteChannel)") - 1; i < page.size(); i++) {
            if (page.get(i).startsWith("- [JDK ") && !page.get(i).startsWith("- " + Page.JDK)) {
                i++;
            } else {
                lines.add(page.get(i));
            }
        }
        return lines;
    }
}
