package io.zerocopy.examples.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number without a fraction, and says so in other words than Java's where it is none. */
public final class WholeNumber implements ITypeConverter<Integer> {
    /** Made for the command line. */
    public WholeNumber() {}

    @Override
    public Integer convert(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number up to " + Integer.MAX_VALUE);
        }
    }
}
