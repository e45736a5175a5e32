package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.Payload;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers the head of an HTTP GET with a payload: a header and, where there is such a file below the folder, the file.
 * As little HTTP as shows the point; a server for people is another example. A connection is kept for a client that
 * asks for it, and that has sent nothing behind the head.
 */
final class FileAnswers {
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern KEEP_ALIVE = field("connection:[ \t]*keep-alive[ \t]*\r?$");
    /** One of no bytes is none: the JDK's client, up to 17 at least, says so of a GET. */
    private static final Pattern BODY = field("(content-length:(?![ \t]*0+[ \t]*\r?$)|transfer-encoding:)");

    private final Path folder;

    FileAnswers(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    /** The empty line at the end of the head may be there or not. */
    Answer answer(String requestHead) throws IOException {
        int end = requestHead.indexOf(HEAD_END);
        boolean isFollowed = end >= 0 && end + HEAD_END.length() < requestHead.length();
        boolean isLast = isFollowed
                || BODY.matcher(requestHead).find()
                || !KEEP_ALIVE.matcher(requestHead).find();
        return new Answer(payload(requestHead, isLast ? "close" : "keep-alive"), isLast);
    }

    private Payload payload(String requestHead, String connection) throws IOException {
        String[] words = requestHead.lines().findFirst().orElse("").split(" ", -1);
        if (words.length != 3) {
            return status("400 Bad Request", connection);
        }
        if (!words[0].equals("GET")) {
            return status("405 Method Not Allowed", connection);
        }
        Path file = find(words[1]);
        if (file == null) {
            return status("404 Not Found", connection);
        }
        long length = Files.size(file);
        return Payload.builder()
                .bytes(header("200 OK", length, connection))
                .file(file, 0, length)
                .build();
    }

    /** The file that a request's target names; null unless it is a regular file below the folder, links followed. */
    @Nullable
    Path find(String target) {
        try {
            // A plus is a plus in a path; the decoder is made for forms, where it is a space.
            String name = URLDecoder.decode(target.substring(1).replace("+", "%2B"), UTF_8);
            Path real = folder.resolve(name).toRealPath();
            return real.startsWith(folder) && Files.isRegularFile(real) && Files.isReadable(real) ? real : null;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // No such file, or nothing that could name one.
            return null;
        }
    }

    private static Payload status(String status, String connection) {
        return Payload.builder().bytes(header(status, 0, connection)).build();
    }

    private static ByteBuffer header(String status, long length, String connection) {
        String text =
                "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\nConnection: " + connection + HEAD_END;
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private static Pattern field(String line) {
        return Pattern.compile("^" + line, Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    }
}
