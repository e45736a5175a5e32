package io.zerocopy.examples.serve;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, as a request's Range asks for it.
 *
 * @param position where it begins, in bytes
 * @param count bytes of it; none when the file has no such part
 */
record ByteRange(long position, long count) {
    private static final int MOST = 64;
    private static final String UNIT = "bytes=";
    private static final Pattern FIRST_AND_LAST = Pattern.compile("(\\d+)-(\\d*)");
    private static final Pattern SUFFIX = Pattern.compile("-(\\d+)");
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    /**
     * The ranges that are asked for and there: a list of none is a 416. Nothing when the field does not count and the
     * whole file is the answer: a field that is malformed, or asks for more than the whole file, or for the last bytes
     * of an empty one (RFC 9110, section 14.1.2: all of it; and there is no Content-Range for no bytes).
     */
    static Optional<List<ByteRange>> parse(String field, long length) {
        if (!field.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
            return Optional.empty();
        }
        String[] specs = field.substring(UNIT.length()).split(",", MOST + 1);
        List<ByteRange> ranges = new ArrayList<>();
        long bytes = 0;
        boolean wantsEndOfNothing = false;
        for (String spec : specs) {
            Optional<ByteRange> range = one(spec.strip(), length);
            if (range.isEmpty() || bytes > length - range.get().count()) {
                return Optional.empty();
            }
            bytes += range.get().count();
            ranges.add(range.get());
            wantsEndOfNothing |= length == 0 && isSuffix(spec.strip());
        }
        if (wantsEndOfNothing) {
            return Optional.empty();
        }
        return Optional.of(ranges.stream().filter(range -> range.count() > 0).toList());
    }

    /** More than MOST of them come here as one that is malformed. */
    private static Optional<ByteRange> one(String spec, long length) {
        Matcher suffix = SUFFIX.matcher(spec);
        if (suffix.matches()) {
            long count = Math.min(number(suffix.group(1)), length);
            return Optional.of(new ByteRange(length - count, count));
        }
        Matcher both = FIRST_AND_LAST.matcher(spec);
        if (!both.matches()) {
            return Optional.empty();
        }
        long first = number(both.group(1));
        long last = both.group(2).isEmpty() ? Long.MAX_VALUE : number(both.group(2));
        if (last < first) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, Math.max(0, Math.min(last, length - 1) - first + 1)));
    }

    /** Whether the last bytes are asked for, and at least one. */
    private static boolean isSuffix(String spec) {
        Matcher suffix = SUFFIX.matcher(spec);
        return suffix.matches() && number(suffix.group(1)) > 0;
    }

    private static long number(String digits) {
        return new BigInteger(digits).min(LARGEST).longValue();
    }

    String contentRange(long length) {
        return "bytes " + position + "-" + (position + count - 1) + "/" + length;
    }
}
