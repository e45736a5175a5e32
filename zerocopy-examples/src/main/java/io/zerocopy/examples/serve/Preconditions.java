package io.zerocopy.examples.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;

/** The conditions of RFC 9110, section 13, in its order of precedence, for a file that is there. */
final class Preconditions {
    private static final Pattern TAG = Pattern.compile("(W/)?\"[^\"]*\"");
    /** A second is how well a date tells versions apart. */
    private static final Duration GRANULARITY = Duration.ofSeconds(1);

    private final Request request;
    private final Version version;

    Preconditions(Request request, Version version) {
        this.request = request;
        this.version = version;
    }

    /** The status that ends the request, or nothing when it goes on. */
    Optional<Integer> failure() {
        Optional<String> match = request.field(HttpHeaders.IF_MATCH);
        boolean mustNotGoOn =
                match.isPresent() ? !names(match.get(), Comparison.STRONG) : isLater(HttpHeaders.IF_UNMODIFIED_SINCE);
        if (mustNotGoOn) {
            return Optional.of(HttpStatus.SC_PRECONDITION_FAILED);
        }
        Optional<String> noneMatch = request.field(HttpHeaders.IF_NONE_MATCH);
        boolean hasIt = noneMatch.isPresent() ? names(noneMatch.get(), Comparison.WEAK) : isNotModified();
        if (hasIt) {
            return Optional.of(isReading() ? HttpStatus.SC_NOT_MODIFIED : HttpStatus.SC_PRECONDITION_FAILED);
        }
        return Optional.empty();
    }

    /** Whether a range of this version is wanted: if the client holds a part of another, it gets all of this one. */
    boolean wantsRange() {
        Optional<String> condition = request.field(HttpHeaders.IF_RANGE);
        return condition.isEmpty()
                || (condition.get().equals(version.tag()) && !isWeak(version.tag()))
                || (date(HttpHeaders.IF_RANGE).equals(Optional.of(version.modified())) && isDateStrong());
    }

    /**
     * Whether no other content can have had this date (RFC 9110, section 8.8.2.2): it has not been set to it, and the
     * second of the change is over.
     */
    private boolean isDateStrong() {
        return version.changed()
                        .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
                        .filter(version.modified()::equals)
                        .isPresent()
                && version.modified().plus(GRANULARITY).isBefore(Instant.now());
    }

    private boolean isReading() {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private boolean isNotModified() {
        return isReading()
                && date(HttpHeaders.IF_MODIFIED_SINCE).isPresent()
                && !isLater(HttpHeaders.IF_MODIFIED_SINCE);
    }

    private enum Comparison {
        STRONG,
        WEAK
    }

    private boolean names(String list, Comparison comparison) {
        return list.strip().equals("*")
                || TAG.matcher(list).results().anyMatch(found -> matches(found.group(), comparison));
    }

    /** As RFC 9110, section 8.8.3.2, has it. */
    private boolean matches(String tag, Comparison comparison) {
        return comparison == Comparison.WEAK
                ? withoutWeakness(tag).equals(withoutWeakness(version.tag()))
                : tag.equals(version.tag()) && !isWeak(tag);
    }

    private static boolean isWeak(String tag) {
        return tag.startsWith("W/");
    }

    private static String withoutWeakness(String tag) {
        return isWeak(tag) ? tag.substring(2) : tag;
    }

    /** Whether the file is of a later date than the field says; false when it says none. */
    private boolean isLater(String field) {
        return date(field).filter(version.modified()::isAfter).isPresent();
    }

    private Optional<Instant> date(String field) {
        return request.field(field).flatMap(HttpDate::parse);
    }
}
