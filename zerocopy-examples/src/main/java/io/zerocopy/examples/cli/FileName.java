package io.zerocopy.examples.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a file, and says what to do where this process has no characters for it, as in LC_ALL=C. */
public final class FileName implements ITypeConverter<Path> {
    private static final String FOREIGN_NAME = "\u00fc";

    /** Made for the command line. */
    public FileName() {}

    @Override
    public Path convert(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            // Not the name itself: there are no characters for it.
            throw new TypeConversionException(limits().orElse("'" + text + "' cannot be the name of a file"));
        }
    }

    /** Which names this process cannot use, and what helps; nothing where it can use all. */
    static Optional<String> limits() {
        try {
            Path unused = Path.of(FOREIGN_NAME);
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of("this locale has characters for English names only; LC_ALL=C.UTF-8 has them for all");
        }
    }
}
