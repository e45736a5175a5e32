package io.zerocopy.examples.serve;

import static java.util.Map.entry;

import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What a browser is told about a file, by its name. */
final class ContentTypes {
    private static final String UNKNOWN = "application/octet-stream";

    /** What the JDK's own table lacks, on one version or another. */
    private static final Map<String, String> MORE = Map.ofEntries(
            entry("avif", "image/avif"),
            entry("ico", "image/x-icon"),
            entry("log", "text/plain"),
            entry("mjs", "text/javascript"),
            entry("svg", "image/svg+xml"),
            entry("wasm", "application/wasm"),
            entry("woff", "font/woff"),
            entry("woff2", "font/woff2"),
            entry("xhtml", "application/xhtml+xml"));

    private ContentTypes() {}

    static String of(Path file) {
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        String ending = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        String known = URLConnection.getFileNameMap().getContentTypeFor("name." + ending);
        String type = known != null ? known : MORE.getOrDefault(ending, UNKNOWN);
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }
}
