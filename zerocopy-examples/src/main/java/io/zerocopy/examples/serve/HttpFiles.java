package io.zerocopy.examples.serve;

import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Answers GET and HEAD with the files of a folder, ranges and conditions included, for a server that reads requests and
 * writes heads itself: it gets status, fields and the body, and only sends. Thread-safe.
 */
public final class HttpFiles {
    /** The length of an answer that says none. */
    public static final long NO_LENGTH = -1;

    private final Folder folder;

    /**
     * Serves a folder.
     *
     * @param folder files below it are served; hidden ones, and links that lead out, are not
     * @throws IOException if it is no folder that can be read
     */
    public HttpFiles(Path folder) throws IOException {
        this.folder = new Folder(folder);
    }

    /**
     * What goes back.
     *
     * @param status of HTTP
     * @param fields of the head, without Date, Connection and Content-Length
     * @param length for Content-Length, or {@link #NO_LENGTH}; of HEAD, what GET would have brought
     * @param body nothing for HEAD; files are named in it, and looked at again when it is sent
     */
    public record Reply(int status, Map<String, String> fields, long length, Payload body) {}

    /**
     * Answers one request.
     *
     * @param method of it
     * @param target path and query, as the client wrote them
     * @param field tells the value of a field by its name; null for one that is not there
     * @return the answer, also to what is not allowed or not there
     */
    public Reply reply(String method, String target, Function<String, @Nullable String> field) {
        try {
            Response response = response(Request.read(method, target, field));
            Payload body = response.body();
            long length = response.hasLength() ? body.length() : NO_LENGTH;
            return new Reply(
                    response.status(), response.fields(), length, method.equals("HEAD") ? body.slice(0, 0) : body);
        } catch (AccessDeniedException e) {
            return refused(HttpStatus.SC_FORBIDDEN);
        } catch (NoSuchFileException e) {
            return refused(HttpStatus.SC_NOT_FOUND);
        } catch (Refusal refusal) {
            return refused(refusal.status());
        } catch (IOException e) {
            return refused(HttpStatus.SC_INTERNAL_SERVER_ERROR);
        }
    }

    private Response response(Request request) throws IOException, Refusal {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return new Response(HttpStatus.SC_METHOD_NOT_ALLOWED, Body.NONE).with(HttpHeaders.ALLOW, "GET, HEAD");
        }
        TargetPath target = TargetPath.of(request.target());
        Found found = folder.find(target);
        if (target.isFolder() || !found.isFile()) {
            throw new Refusal(HttpStatus.SC_NOT_FOUND, "no such file");
        }
        return new FileAnswer(request, NamedFile.of(found)).response();
    }

    private static Reply refused(int status) {
        return new Reply(status, Map.of(), 0, Payload.builder().build());
    }
}
