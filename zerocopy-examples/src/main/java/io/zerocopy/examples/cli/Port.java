package io.zerocopy.examples.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the number of a port, 0 for any. */
final class Port implements ITypeConverter<Integer> {
    private static final int LARGEST = 65_535;

    @Override
    public Integer convert(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > LARGEST) {
            throw new TypeConversionException("'" + text + "' is no port between 0 and " + LARGEST);
        }
        return Integer.valueOf(text);
    }
}
