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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpStatus;

/** The page that shows what is in a folder. */
final class Listing {
    private static final int MOST = 10_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Comparator<Entry> FOLDERS_FIRST = Comparator.comparing(Entry::isFile)
            .thenComparing(Entry::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Entry::name);

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
            a:hover { text-decoration: underline }
            """;

    /** Most pages that are made at a time: each holds all its entries until they are in order. */
    private static final int AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());

    private static final int PATIENCE_SECONDS = 10;

    private final Folder folder;
    private final Semaphore desks = new Semaphore(AT_ONCE);

    Listing(Folder folder) {
        this.folder = folder;
    }

    /** The page of a folder that was found; to be closed with its answer. */
    Page page(Found found, TargetPath target) throws IOException, Refusal {
        takeDesk();
        Page page = new Page();
        try {
            write(page, entries(found), target);
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

    private static void write(Page page, Entries entries, TargetPath target) throws IOException {
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
                <tr><th>Name</th><th class="n">Size</th><th class="n">Modified</th></tr>
                """.formatted(escape("/" + String.join("/", target.names())), STYLE));
        if (!target.names().isEmpty()) {
            page.append(row("../", "..", "", ""));
        }
        for (Entry entry : entries.shown()) {
            page.append(entry.row());
        }
        page.append("""
                </table>
                <p class="n">%s</p>
                </body>
                </html>
                """.formatted(entries.count()));
    }

    /** Only what would be served. */
    private Entries entries(Found parent) throws IOException {
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
        shown.sort(FOLDERS_FIRST);
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
            String all = shown.size() < MOST ? shown.size() + " entries" : "the first " + MOST + " entries";
            return unnameable == 0
                    ? all
                    : all + ", and " + unnameable + " more whose names this server has no characters for";
        }
    }

    private record Entry(String name, boolean isFile, long bytes, Instant modified) {
        static Entry of(String name, BasicFileAttributes attributes) {
            return new Entry(
                    name,
                    attributes.isRegularFile(),
                    attributes.size(),
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
