package io.zerocopy.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers for servers that read requests themselves. */
class HttpFilesTest {
    /** A target is taken as it was sent, as {@code serve} takes it: what is repaired could be another file's. */
    @ParameterizedTest
    @CsvSource({
        "/file, 200",
        "/file?a=b, 200",
        "http://localhost/file, 200",
        "//localhost/file, 404",
        "http://localhost//file, 404",
        "/%66ile, 200",
        "file, 400",
        "'', 400"
    })
    void takesNoTargetForAnother(String target, int status, @TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("file"));
        HttpFiles.Reply reply = new HttpFiles(folder).reply("GET", target, name -> null);
        assertThat(reply.status()).isEqualTo(status);
    }
}
