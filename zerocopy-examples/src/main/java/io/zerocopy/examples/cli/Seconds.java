package io.zerocopy.examples.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of seconds, 0 or more. */
final class Seconds implements ITypeConverter<Duration> {
    /** A longer time cannot be told from waiting for ever; in nanoseconds it is still a number. */
    private static final Duration FOR_EVER = Duration.ofDays(100 * 365);

    @Override
    public Duration convert(String text) {
        try {
            Duration time = Duration.ofSeconds(Long.parseLong(text));
            if (!time.isNegative()) {
                return time.compareTo(FOR_EVER) < 0 ? time : FOR_EVER;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw new TypeConversionException("'" + text + "' is not a number of seconds");
    }
}
