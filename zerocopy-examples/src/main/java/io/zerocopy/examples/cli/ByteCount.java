package io.zerocopy.examples.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes, also with K, M or G behind it, which are multiples of 1024 as curl has them. */
final class ByteCount implements ITypeConverter<Long> {
    private static final Pattern COUNT = Pattern.compile("([0-9]{1,18})([KMG]?)");

    @Override
    public Long convert(String text) {
        Matcher count = COUNT.matcher(text.toUpperCase(Locale.ROOT));
        if (!count.matches()) {
            throw new TypeConversionException("'" + text + "' is not a number of bytes such as 4096, 512K, 10M or 1G");
        }
        int power = " KMG".indexOf(count.group(2).isEmpty() ? " " : count.group(2));
        try {
            return Math.multiplyExact(Long.parseLong(count.group(1)), 1L << (10 * power));
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is more bytes than any file can have");
        }
    }
}
