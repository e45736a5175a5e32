package io.zerocopy.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The two classes of one name in a multi-release jar offer the same. Their sources are compared, since a JDK before 22
 * cannot load the other one.
 */
class TwinsTest {
    private static final Pattern SIGNATURE = Pattern.compile("^    public [^=;{]*", Pattern.MULTILINE);

    private static List<String> signatures(String sources) throws IOException {
        String text = Files.readString(Path.of("src", "main", sources, "io", "zerocopy", "linux", "SystemCalls.java"));
        return SIGNATURE
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(signature -> signature.replaceAll("\\s+", " ").trim())
                .toList();
    }

    @Test
    void bothHaveTheSameSignatures() throws Exception {
        List<String> base = signatures("java");
        assertThat(base).hasSizeGreaterThan(15);
        assertThat(signatures("java22")).isEqualTo(base);
    }
}
