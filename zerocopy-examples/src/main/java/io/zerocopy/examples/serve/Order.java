package io.zerocopy.examples.serve;

import io.zerocopy.examples.serve.Listing.Entry;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In which order a listing shows what is in a folder: folders first, and then by name, the largest or the newest. */
enum Order {
    NAME("Name"),
    SIZE("Size"),
    TIME("Modified");

    private static final Pattern ASKED = Pattern.compile("\\?by=(name|size|time)$");

    private final String title;

    Order(String title) {
        this.title = title;
    }

    /** What the query of a request's target asks for; by name, if nothing. */
    static Order of(String target) {
        Matcher asked = ASKED.matcher(target);
        return asked.find() ? valueOf(asked.group(1).toUpperCase(Locale.ROOT)) : NAME;
    }

    Comparator<Entry> comparator() {
        Comparator<Entry> foldersFirst = Comparator.comparing(Entry::isFile);
        return switch (this) {
            case NAME -> foldersFirst.thenComparing(Entry.BY_NAME);
            case SIZE ->
                foldersFirst
                        .thenComparing(Comparator.comparingLong(Entry::bytes).reversed())
                        .thenComparing(Entry.BY_NAME);
            case TIME ->
                foldersFirst
                        .thenComparing(Comparator.comparing(Entry::modified).reversed())
                        .thenComparing(Entry.BY_NAME);
        };
    }

    /** The head of its column, which asks for it. */
    String head(Order current) {
        String sorted = this == current ? " aria-sort=\"" + (this == NAME ? "ascending" : "descending") + "\"" : "";
        String numbers = this == NAME ? "" : " class=\"n\"";
        return "<th" + numbers + sorted + "><a href=\"?by=" + name().toLowerCase(Locale.ROOT) + "\">" + title
                + "</a></th>";
    }
}
