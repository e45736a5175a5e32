package io.zerocopy.examples.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Random bytes take at most half of what is free. */
class RandomFileOptionTest {
    private static final long MIB = 1024 * 1024;
    private static final Path FOLDER = Path.of("folder");

    @Test
    void leavesHalfOfTheDiskToOthers() {
        assertThatCode(() -> RandomFileOption.requireRoom(FOLDER, 50 * MIB, 100 * MIB))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RandomFileOption.requireRoom(FOLDER, 51 * MIB, 100 * MIB))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("folder: 51 MiB of random bytes are more than half of the 100 MiB that are free");
    }
}
