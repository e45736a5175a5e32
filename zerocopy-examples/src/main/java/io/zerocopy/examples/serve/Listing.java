package io.zerocopy.examples.serve;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpStatus;

/** The page that shows what is in a folder. */
final class Listing {
    private static final int MOST = 10_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    /** Nothing that a page could load or run. */
    static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private static final String STYLE = """
            :root { color-scheme: light dark }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            h1 { font-size: 1.3rem; font-weight: 600; overflow-wrap: anywhere }
            table { border-collapse: collapse; width: 100% }
            th, td { padding: .35rem .5rem; text-align: left; border-bottom: 1px solid #8883 }
            th { font-size: .8rem; font-weight: 600; opacity: .7 }
            tr:hover td { background: #8881 }
            td:first-child { overflow-wrap: anywhere; width: 99% }
            .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; opacity: .8 }
            a { text-decoration: none }
            td:first-child a { display: block; padding: .35rem 0 }
            th a { color: inherit }
            th[aria-sort=ascending] a::after { content: " \\2191" }
            th[aria-sort=descending] a::after { content: " \\2193" }
            form { margin: 1.5rem 0 }
            input, button { font: inherit; padding: .35rem .5rem }
            input { padding-left: 0 }
            a:hover { text-decoration: underline }
            @media (max-width: 30rem) { td:last-child { white-space: normal; min-width: 6.5rem } }
            """;

    /** Most pages that are made at a time: each holds all its entries until they are in order. */
    private static final int AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());

    private static final int PATIENCE_SECONDS = 10;

    private final Folder folder;
    private final String form;
    private final Semaphore desks = new Semaphore(AT_ONCE);

    /** With a form for what people may do there, empty for nothing. */
    Listing(Folder folder, String form) {
        this.folder = folder;
        this.form = form;
    }

    /** The page of a folder that was found; to be closed with its answer. */
    Page page(Found found, TargetPath target, Order order) throws IOException, Refusal {
        takeDesk();
        Page page = new Page();
        try {
            write(page, entries(found, order), target, order);
            return page;
        } catch (IOException | RuntimeException | Error e) {
            page.close();
            throw e;
        } finally {
            desks.release();
        }
    }

    private void takeDesk() throws Refusal {
        try {
            if (desks.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(HttpStatus.SC_SERVICE_UNAVAILABLE, "too many listings at a time");
    }

    private void write(Page page, Entries entries, TargetPath target, Order order) throws IOException {
        page.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <h1>%1$s</h1>
                <table>
                <tr>%3$s</tr>
                """.formatted(escape("/" + String.join("/", target.names())), STYLE, heads(order)));
        if (!target.names().isEmpty()) {
            page.append(row("../", "..", "", ""));
        }
        for (Entry entry : entries.shown()) {
            page.append(entry.row());
        }
        page.append("""
                </table>
                <p class="n">%s</p>
                %s</body>
                </html>
                """.formatted(entries.count(), form));
    }

    private static String heads(Order current) {
        return Arrays.stream(Order.values()).map(order -> order.head(current)).collect(Collectors.joining());
    }

    /** Only what would be served. */
    private Entries entries(Found parent, Order order) throws IOException {
        List<Entry> shown = new ArrayList<>();
        int unnameable = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent.path())) {
            for (Path child : children) {
                if (shown.size() == MOST) {
                    break;
                }
                Path name = Objects.requireNonNull(child.getFileName(), "what is in a folder has a name");
                if (Folder.isHidden(name.toString())) {
                    continue;
                }
                if (Folder.isNameable(name)) {
                    entry(parent, name.toString()).ifPresent(shown::add);
                } else {
                    unnameable++;
                }
            }
        }
        shown.sort(order.comparator());
        return new Entries(shown, unnameable);
    }

    private Optional<Entry> entry(Found parent, String name) {
        try {
            return folder.below(parent, name)
                    .filter(found -> found.isFile() || found.isFolder())
                    .map(found -> Entry.of(name, found.attributes()));
        } catch (Refusal e) {
            // Not for us to see.
            return Optional.empty();
        }
    }

    private record Entries(List<Entry> shown, int unnameable) {
        String count() {
            String all = shown.size() == 1
                    ? "1 entry"
                    : shown.size() < MOST ? shown.size() + " entries" : "the first " + MOST + " entries";
            return unnameable == 0
                    ? all
                    : all + ", and " + unnameable + " more whose names this server has no characters for";
        }
    }

    /**
     * What is shown of a file or folder.
     *
     * @param isFile rather than a folder, whose size says nothing
     */
    record Entry(String name, boolean isFile, long bytes, Instant modified) {
        static final Comparator<Entry> BY_NAME =
                Comparator.comparing(Entry::name, String.CASE_INSENSITIVE_ORDER).thenComparing(Entry::name);

        static Entry of(String name, BasicFileAttributes attributes) {
            return new Entry(
                    name,
                    attributes.isRegularFile(),
                    attributes.isRegularFile() ? attributes.size() : 0,
                    attributes.lastModifiedTime().toInstant());
        }

        String row() {
            String time = TIME.format(modified);
            // The dot keeps a name with a colon from being taken for a scheme.
            String link = "./" + TargetPath.encode(name);
            return isFile
                    ? Listing.row(link, name, HumanSize.of(bytes), time)
                    : Listing.row(link + "/", name + "/", "", time);
        }
    }

    private static String row(String link, String name, String size, String modified) {
        return "<tr><td><a href=\"" + link + "\">" + escape(name) + "</a></td><td class=\"n\">" + size
                + "</td><td class=\"n\">" + modified + "</td></tr>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
