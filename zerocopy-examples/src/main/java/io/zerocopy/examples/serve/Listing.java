package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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

    private final Folder folder;

    Listing(Folder folder) {
        this.folder = folder;
    }

    /** The page of a folder that was found. */
    byte[] page(Path path, TargetPath target) throws IOException {
        List<Entry> entries = entries(path);
        String up = target.names().isEmpty() ? "" : row("../", "..", "", "") + "\n";
        String rows = entries.stream().sorted(FOLDERS_FIRST).map(Entry::row).collect(Collectors.joining("\n"));
        String count = entries.size() < MOST ? entries.size() + " entries" : "the first " + MOST + " entries";
        String title = escape("/" + String.join("/", target.names()));
        return """
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
                %3$s
                </table>
                <p class="n">%4$s</p>
                </body>
                </html>
                """.formatted(title, STYLE, up + rows, count).getBytes(UTF_8);
    }

    /** Only what would be served. */
    private List<Entry> entries(Path path) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                if (entries.size() == MOST) {
                    break;
                }
                entry(child).ifPresent(entries::add);
            }
        }
        return entries;
    }

    private Optional<Entry> entry(Path child) {
        try {
            return folder.at(child)
                    .filter(found -> found.isFile() || found.isFolder())
                    .map(found -> new Entry(String.valueOf(child.getFileName()), found.attributes()));
        } catch (Refusal e) {
            // Not for us to see.
            return Optional.empty();
        }
    }

    private record Entry(String name, BasicFileAttributes attributes) {
        boolean isFile() {
            return attributes.isRegularFile();
        }

        String row() {
            String modified = TIME.format(attributes.lastModifiedTime().toInstant());
            // The dot keeps a name with a colon from being taken for a scheme.
            String link = "./" + TargetPath.encode(name);
            return isFile()
                    ? Listing.row(link, name, HumanSize.of(attributes.size()), modified)
                    : Listing.row(link + "/", name + "/", "", modified);
        }
    }

    private static String row(String link, String name, String size, String modified) {
        return "<tr><td><a href=\"" + link + "\">" + escape(name) + "</a></td><td class=\"n\">" + size
                + "</td><td class=\"n\">" + modified + "</td></tr>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
