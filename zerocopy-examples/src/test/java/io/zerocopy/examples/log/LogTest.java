package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log without a broker: segments, index, what a slice holds, what retention takes. */
class LogTest {
    private static final Values VALUES = new Values(1, 200);
    private static final LogOptions SMALL_SEGMENTS = LogOptions.DEFAULTS.withSegmentBytes(20_000);
    private static final int BATCHES = 100;
    private static final int RECORDS_A_BATCH = 10;
    private static final int RECORDS = BATCHES * RECORDS_A_BATCH;

    @TempDir
    private Path folder = Path.of("");

    private Log filled(LogOptions options) throws IOException {
        Log log = Log.open(folder, options);
        for (int i = 0; i < BATCHES; i++) {
            assertThat(log.append(VALUES.batch((long) i * RECORDS_A_BATCH, RECORDS_A_BATCH)))
                    .isEqualTo((long) i * RECORDS_A_BATCH);
        }
        log.publish(log.end());
        return log;
    }

    private long files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).count();
        }
    }

    @Test
    void whatIsWrittenIsReadAcrossSegments() throws IOException {
        try (Log log = filled(SMALL_SEGMENTS)) {
            assertThat(files(".log")).isGreaterThan(5);
            LogReading.requireAll(log, VALUES, RECORDS);
        }
    }

    /** A broker started by a person and one started by the system need not have the same locale. */
    @Test
    void filesHaveTheSameNamesInEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
        try {
            filled(LogOptions.DEFAULTS).close();
        } finally {
            Locale.setDefault(before);
        }
        assertThat(folder.resolve("00000000000000000000.log")).exists();
    }

    @Test
    void segmentsStayBelowTheirSize() throws IOException {
        try (Log log = filled(SMALL_SEGMENTS);
                Stream<Path> files = Files.list(folder)) {
            assertThat(files).allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(20_000));
            assertThat(log.startOffset()).isZero();
        }
    }

    @Test
    void aBatchLargerThanASegmentGetsOneOfItsOwn() throws IOException {
        try (Log log = filled(LogOptions.DEFAULTS.withSegmentBytes(1))) {
            assertThat(files(".log")).isEqualTo(BATCHES);
            LogReading.requireAll(log, VALUES, RECORDS);
        }
    }

    @Test
    void everyOffsetIsFoundShortlyBefore() throws IOException {
        try (Log log = filled(SMALL_SEGMENTS)) {
            for (long offset = 0; offset < RECORDS; offset++) {
                Mark mark = log.find(offset);
                List<LogRecord> records = LogReading.read(log.slice(mark, 1));
                assertThat(records.get(0).offset()).isEqualTo(mark.offset()).isLessThanOrEqualTo(offset);
                assertThat(records.get(records.size() - 1).offset()).isGreaterThanOrEqualTo(offset);
            }
        }
    }

    @Test
    void aSliceIsAsLargeAsAsked() throws IOException {
        LogOptions options = LogOptions.DEFAULTS;
        try (Log log = filled(options)) {
            Slice slice = log.slice(log.find(0), 50_000);
            assertThat(slice.bytes()).isBetween(50_000L - 2L * options.intervalBytes(), 50_000L);
            assertThat(slice.to().offset())
                    .isEqualTo((long) LogReading.read(slice).size());
        }
    }

    @Test
    void nothingIsSeenBeforeItIsPublished() throws IOException {
        try (Log log = Log.open(folder, SMALL_SEGMENTS)) {
            log.append(VALUES.batch(0, 10));
            Mark first = log.end();
            for (int i = 1; i < BATCHES; i++) {
                log.append(VALUES.batch(i * 10L, 10));
            }
            assertThat(log.endOffset()).isZero();
            assertThat(LogReading.all(log, 100_000)).isEmpty();

            log.publish(first);
            LogReading.requireAll(log, VALUES, 10);

            log.flushed(flushed(log));
            LogReading.requireAll(log, VALUES, RECORDS);
        }
    }

    @Test
    void offsetsOutOfRangeAreToldWithTheRange() throws IOException {
        try (Log log = filled(SMALL_SEGMENTS)) {
            assertThat(log.find(RECORDS)).isEqualTo(log.published());
            assertThatThrownBy(() -> log.find(RECORDS + 1))
                    .isInstanceOf(OffsetOutOfRangeException.class)
                    .hasMessage("offset 1001 is out of range: the log begins at 0 and ends at 1000");
            assertThatThrownBy(() -> log.find(-1)).isInstanceOf(OffsetOutOfRangeException.class);
        }
    }

    @Test
    void retentionBySizeKeepsAtLeastSoMuch() throws IOException {
        LogOptions options = SMALL_SEGMENTS.withRetention(new Retention(30_000, Duration.ofDays(1)));
        try (Log log = filled(options)) {
            log.deleteOld(Instant.now());
            assertThat(log.startOffset()).as("not sealed, not deleted").isZero();
            log.flushed(flushed(log));

            log.deleteOld(Instant.now());

            long kept = LogReading.all(log, 1 << 20).size();
            assertThat(log.startOffset()).isEqualTo(RECORDS - kept).isPositive();
            try (Stream<Path> files =
                    Files.list(folder).filter(file -> file.toString().endsWith(".log"))) {
                assertThat(files.mapToLong(file -> file.toFile().length()).sum())
                        .isBetween(30_000L, 50_000L);
            }
            assertThat(files(".index")).isEqualTo(files(".log") - 1);
            LogReading.requireAll(log, VALUES, RECORDS);
        }
        try (Log log = Log.open(folder, options)) {
            LogReading.requireAll(log, VALUES, RECORDS);
            assertThat(log.startOffset()).isPositive();
        }
    }

    @Test
    void retentionByAgeSparesTheYoungAndTheLast() throws IOException {
        try (Log log = filled(SMALL_SEGMENTS.withRetention(new Retention(Long.MAX_VALUE, Duration.ofHours(1))))) {
            log.flushed(flushed(log));
            Path oldest = folder.resolve("00000000000000000000.log");
            Files.setLastModifiedTime(oldest, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            long segments = files(".log");

            log.deleteOld(Instant.now());
            assertThat(oldest).doesNotExist();
            assertThat(files(".log")).isEqualTo(segments - 1);

            log.deleteOld(Instant.now().plus(Duration.ofHours(2)));
            assertThat(files(".log")).isEqualTo(1);
            LogReading.requireAll(log, VALUES, RECORDS);
        }
    }

    @Test
    void aDeletedSegmentIsReadToItsEndByWhoHasIt() throws IOException {
        try (Log log = filled(SMALL_SEGMENTS.withRetention(new Retention(0, Duration.ofDays(1))))) {
            log.flushed(flushed(log));
            Slice slice = log.slice(log.find(0), 10_000);
            slice.segment().retain();

            log.deleteOld(Instant.now());

            assertThat(folder.resolve("00000000000000000000.log")).doesNotExist();
            assertThat(LogReading.read(slice).get(0).value()).isEqualTo(VALUES.value(0));
            slice.segment().release();
            assertThat(slice.segment().file().isOpen()).isFalse();
        }
    }

    @Test
    void aFolderHasOneBroker() throws IOException {
        try (Log log = Log.open(folder, SMALL_SEGMENTS)) {
            assertThat(log.endOffset()).isZero();
            assertThatThrownBy(() -> Log.open(folder, SMALL_SEGMENTS)).hasMessageContaining("runs already");
        }
        Log.open(folder, SMALL_SEGMENTS).close();
    }

    private static Flush flushed(Log log) throws IOException {
        Flush flush = log.flush();
        flush.run();
        return flush;
    }
}
