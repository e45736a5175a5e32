package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.net.PercentCodec;

/**
 * The path that a request's target names: decoded once, name by name, so that an encoded slash never becomes one.
 *
 * @param names from the top down; none for the top itself
 * @param isFolder whether it ends with a slash
 */
record TargetPath(List<String> names, boolean isFolder) {
    private static final int ASCII_END = 0x80;
    private static final Pattern QUERY = Pattern.compile("\\?.*");
    private static final Pattern MALFORMED = Pattern.compile("[#\\\\]|%(?![0-9A-Fa-f]{2})");

    static TargetPath of(String target) throws Refusal {
        String path = QUERY.matcher(Authority.pathOf(target)).replaceFirst("");
        if (!path.startsWith("/") || MALFORMED.matcher(path).find()) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a target that is no path");
        }
        List<String> names = new ArrayList<>();
        for (String name : path.substring(1).split("/", -1)) {
            names.add(decode(name));
        }
        // What is behind the last slash: nothing, for a folder.
        boolean isFolder = names.get(names.size() - 1).isEmpty();
        return new TargetPath(List.copyOf(isFolder ? names.subList(0, names.size() - 1) : names), isFolder);
    }

    private static String decode(String name) throws Refusal {
        if (name.indexOf('%') < 0 && name.chars().allMatch(character -> character < ASCII_END)) {
            return name;
        }
        try {
            byte[] bytes = PercentCodec.decode(name, ISO_8859_1).getBytes(ISO_8859_1);
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(HttpStatus.SC_BAD_REQUEST, "a target that is not UTF-8");
        }
    }

    /** The same path as the target that a browser would send for a folder. */
    String asFolder() {
        return names.stream().map(name -> encode(name) + "/").collect(Collectors.joining("", "/", ""));
    }

    static String encode(String name) {
        return PercentCodec.encode(name, UTF_8);
    }
}
