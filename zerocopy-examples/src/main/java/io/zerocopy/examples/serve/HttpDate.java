package io.zerocopy.examples.serve;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP: written in one form, read in the three that RFC 9110 has. */
final class HttpDate {
    private static final DateTimeFormatter FORM = form("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss uuuu");
    private static final int YEARS_AHEAD = 50;
    /**
     * Each answer says what time it is and how old its file is, and to write a date costs as much as the whole head.
     */
    private static final AtomicReferenceArray<@Nullable Written> RECENT = new AtomicReferenceArray<>(64);

    private HttpDate() {}

    static String format(Instant instant) {
        long second = instant.getEpochSecond();
        int slot = Math.floorMod(second, RECENT.length());
        Written written = RECENT.get(slot);
        if (written == null || written.second() != second) {
            written = new Written(second, FORM.format(instant));
            RECENT.set(slot, written);
        }
        return written.text();
    }

    private record Written(long second, String text) {}

    /** Nothing when it is no date; such a field counts as absent. */
    static Optional<Instant> parse(String text) {
        for (DateTimeFormatter form : List.of(FORM, rfc850(), ASCTIME)) {
            try {
                return Optional.of(ZonedDateTime.parse(text, form).toInstant());
            } catch (DateTimeException e) {
                // One of the other forms, perhaps.
            }
        }
        return Optional.empty();
    }

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    /** Years of two digits: no more than 50 years ahead, which depends on today. */
    private static DateTimeFormatter rfc850() {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusYears(100 - YEARS_AHEAD);
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, first)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US)
                .withZone(ZoneOffset.UTC);
    }
}
