package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a power failure can leave of two segments and the name of a third: each name there or not, the content of each
 * file as far as it had reached the disk. Where no record is behind it, what is torn is cut off; where one is, the log
 * does not open and stays as it is.
 */
class CrashOrderTest {
    private static final Values VALUES = new Values(12, 40);
    private static final int RECORDS = 15;
    private static final int LAST_BATCH_AT = 10;

    @TempDir
    private Path root = Path.of("");

    /** What of the first segment's three batches is there, and where the first that is missing begins. */
    enum First {
        WHOLE(RECORDS),
        TORN_BY_A_BYTE(LAST_BATCH_AT),
        TORN_IN_THE_HEADER(LAST_BATCH_AT),
        ZEROS_AT_THE_END(LAST_BATCH_AT),
        CUT_BETWEEN_TWO_BATCHES(LAST_BATCH_AT),
        EMPTY(0);

        private final int end;

        First(int end) {
            this.end = end;
        }

        byte[] content() {
            byte[] whole = batches(0, 5, 10);
            int lastAt = batches(0, 5).length;
            return switch (this) {
                case WHOLE -> whole;
                case TORN_BY_A_BYTE -> Arrays.copyOf(whole, whole.length - 1);
                case TORN_IN_THE_HEADER -> Arrays.copyOf(whole, lastAt + 7);
                case ZEROS_AT_THE_END -> Arrays.copyOf(Arrays.copyOf(whole, lastAt + 30), whole.length);
                case CUT_BETWEEN_TWO_BATCHES -> Arrays.copyOf(whole, lastAt);
                case EMPTY -> new byte[0];
            };
        }
    }

    /** What is there of the second segment, which begins with offset 15. */
    enum Second {
        ABSENT,
        EMPTY,
        TORN_FIRST_BATCH,
        ZEROS,
        WHOLE,
        WHOLE_BEHIND_A_HOLE;

        byte @Nullable [] content() {
            byte[] whole = batches(RECORDS, RECORDS + 5);
            int first = batches(RECORDS).length;
            return switch (this) {
                case ABSENT -> null;
                case EMPTY -> new byte[0];
                case TORN_FIRST_BATCH -> Arrays.copyOf(whole, first - 1);
                case ZEROS -> new byte[whole.length];
                case WHOLE -> whole;
                case WHOLE_BEHIND_A_HOLE -> {
                    byte[] hole = whole.clone();
                    Arrays.fill(hole, 0, first, (byte) 0);
                    yield hole;
                }
            };
        }

        boolean hasRecords() {
            return this == WHOLE || this == WHOLE_BEHIND_A_HOLE;
        }
    }

    /** Whether each segment has an index, and which. */
    enum Index {
        ABSENT,
        STALE,
        /** Of the segment when it was whole. */
        PRESENT
    }

    /** Whether the name of a third segment is there. */
    enum Third {
        ABSENT,
        EMPTY
    }

    static Stream<Arguments> states() {
        return Stream.of(First.values())
                .flatMap(first -> Stream.of(Second.values())
                        .flatMap(second -> Stream.of(Index.values())
                                .filter(index -> canBe(first, index))
                                .flatMap(index -> Stream.of(Third.values())
                                        .map(third -> Arguments.of(first, second, index, third)))));
    }

    /** An index of the right length is believed: it is written when all that it tells of is on the disk. */
    private static boolean canBe(First first, Index index) {
        return first != First.ZEROS_AT_THE_END || index != Index.PRESENT;
    }

    @ParameterizedTest
    @MethodSource("states")
    void isDecidedByWhetherRecordsFollow(First first, Second second, Index index, Third third) throws IOException {
        Path folder = folder(first, second, index, third);
        boolean isHole = second == Second.WHOLE_BEHIND_A_HOLE;
        if (second.hasRecords() && (first != First.WHOLE || isHole)) {
            requireRefused(folder);
        } else {
            requireOpens(folder, second == Second.WHOLE ? RECORDS + 10 : first.end);
        }
    }

    private Path folder(First first, Second second, Index index, Third third) throws IOException {
        Path folder = Files.createDirectories(root.resolve(first + "-" + second + "-" + index + "-" + third));
        Files.write(folder.resolve("00000000000000000000.log"), first.content());
        writeIndex(folder, 0, index, batches(0, 5, 10));
        byte[] content = second.content();
        if (content != null) {
            Files.write(folder.resolve("00000000000000000015.log"), content);
            writeIndex(
                    folder, RECORDS, index == Index.PRESENT && second != Second.WHOLE ? Index.STALE : index, content);
        }
        if (third == Third.EMPTY) {
            Files.createFile(folder.resolve("00000000000000000025.log"));
        }
        return folder;
    }

    private void writeIndex(Path folder, long baseOffset, Index index, byte[] whole) throws IOException {
        Path file = folder.resolve(String.format("%020d.index", baseOffset));
        if (index == Index.STALE) {
            Files.writeString(file, "this is no index", StandardCharsets.US_ASCII);
        } else if (index == Index.PRESENT) {
            Path elsewhere = Files.createDirectories(root.resolve("whole-" + baseOffset));
            Path sealed = elsewhere.resolve(file.getFileName());
            if (Files.notExists(sealed)) {
                Files.write(elsewhere.resolve(String.format("%020d.log", baseOffset)), whole);
                try (Log log = Log.open(elsewhere, LogOptions.DEFAULTS)) {
                    log.end().segment().seal();
                }
            }
            Files.copy(sealed, file);
        }
    }

    private static byte[] batches(int... offsets) {
        ByteBuffer all = ByteBuffer.allocate(1 << 16);
        for (int offset : offsets) {
            ByteBuffer batch = VALUES.batch(offset, 5);
            Batch.assign(batch, offset);
            all.put(batch);
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private static void requireOpens(Path folder, long endOffset) throws IOException {
        long before = logBytes(folder);
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            LogReading.requireAll(log, VALUES, endOffset);
            assertThat(log.tornBytes()).isEqualTo(before - logBytes(folder));
            assertThat(log.append(VALUES.batch(endOffset, 3))).isEqualTo(endOffset);
        }
        for (int i = 0; i < 2; i++) {
            try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
                LogReading.requireAll(log, VALUES, endOffset + 3);
                assertThat(log.tornBytes()).isZero();
            }
        }
    }

    private static long logBytes(Path folder) throws IOException {
        long bytes = 0;
        for (Map.Entry<Path, byte[]> file : contents(folder).entrySet()) {
            bytes += file.getKey().toString().endsWith(".log") ? file.getValue().length : 0;
        }
        return bytes;
    }

    private static void requireRefused(Path folder) throws IOException {
        Map<Path, byte[]> before = contents(folder);
        assertThatThrownBy(() -> Log.open(folder, LogOptions.DEFAULTS)).isInstanceOf(CorruptLogException.class);
        Map<Path, byte[]> after = contents(folder);
        after.keySet().removeIf(path -> path.endsWith("lock"));
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((path, content) -> assertThat(content).isEqualTo(before.get(path)));
    }

    private static Map<Path, byte[]> contents(Path folder) throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    /** What is appended after a cut must not make an index true that was not. */
    @Test
    void anIndexOfWhatHasBeenCutOffIsNotBelievedLater() throws IOException {
        Path folder = folder(First.CUT_BETWEEN_TWO_BATCHES, Second.ABSENT, Index.PRESENT, Third.ABSENT);
        Path file = folder.resolve("00000000000000000000.log");
        long wholeBytes = First.WHOLE.content().length;
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            // One record that fills the place of five.
            long missing = wholeBytes - log.end().position();
            byte[] value = new byte[(int) missing - BatchHeader.BYTES - Batch.RECORD_OVERHEAD_BYTES];
            log.append(Batch.of(List.of(value)));
        }
        assertThat(Files.size(file)).isEqualTo(wholeBytes);
        try (Log log = Log.open(folder, LogOptions.DEFAULTS)) {
            assertThat(log.endOffset()).isEqualTo(LAST_BATCH_AT + 1);
        }
    }

    /** Recovery itself may be cut off between any two of its steps. */
    @ParameterizedTest
    @EnumSource(
            value = First.class,
            names = {"TORN_BY_A_BYTE", "CUT_BETWEEN_TWO_BATCHES", "EMPTY"})
    void aRecoveryThatWasInterruptedIsRepeated(First first) throws IOException {
        Path folder = folder(first, Second.TORN_FIRST_BATCH, Index.ABSENT, Third.EMPTY);
        Files.write(folder.resolve("00000000000000000000.log"), First.CUT_BETWEEN_TWO_BATCHES.content());
        requireOpens(folder, LAST_BATCH_AT);
    }

    @Test
    void aFileThatOnlyLooksLikeASegmentIsRefused() throws IOException {
        Path folder = folder(First.WHOLE, Second.ABSENT, Index.ABSENT, Third.ABSENT);
        Files.createFile(folder.resolve("15.log"));
        assertThatThrownBy(() -> Log.open(folder, LogOptions.DEFAULTS))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("15.log");
    }
}
