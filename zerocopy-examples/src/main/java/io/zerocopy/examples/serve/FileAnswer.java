package io.zerocopy.examples.serve;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;

/** The answer to who asks for a file: all of it, parts of it, or that there is nothing new. */
final class FileAnswer {
    private final Request request;
    private final Representation file;

    FileAnswer(Request request, Representation file) {
        this.request = request;
        this.file = file;
    }

    Response response() {
        Preconditions preconditions = new Preconditions(request, file.version());
        Optional<Integer> failure = preconditions.failure();
        if (failure.isPresent()) {
            return described(new Response(failure.get(), Body.NONE));
        }
        // HEAD is answered as if no range had been asked for.
        Optional<String> range = request.method().equals("GET") && preconditions.wantsRange()
                ? request.field(HttpHeaders.RANGE)
                : Optional.empty();
        return range.flatMap(field -> ByteRange.parse(field, file.length()))
                .map(this::partial)
                .orElseGet(this::whole);
    }

    private Response whole() {
        FileBody body = new FileBody(file, List.of(new ByteRange(0, file.length())));
        return described(new Response(HttpStatus.SC_OK, body)).with(HttpHeaders.CONTENT_TYPE, body.type());
    }

    private Response partial(List<ByteRange> ranges) {
        if (ranges.isEmpty()) {
            return new Response(HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE, Body.NONE)
                    .with(HttpHeaders.CONTENT_RANGE, "bytes */" + file.length());
        }
        FileBody body = new FileBody(file, ranges);
        Response response = described(new Response(HttpStatus.SC_PARTIAL_CONTENT, body))
                .with(HttpHeaders.CONTENT_TYPE, body.type());
        return ranges.size() > 1
                ? response
                : response.with(HttpHeaders.CONTENT_RANGE, ranges.get(0).contentRange(file.length()));
    }

    private Response described(Response response) {
        return response.with(HttpHeaders.ETAG, file.version().tag())
                .with(
                        HttpHeaders.LAST_MODIFIED,
                        HttpDate.format(notInTheFuture(file.version().modified())))
                .with(HttpHeaders.ACCEPT_RANGES, "bytes");
    }

    /** As RFC 9110, section 8.8.2.1, has it. */
    private static Instant notInTheFuture(Instant modified) {
        Instant now = Instant.now();
        return modified.isAfter(now) ? now : modified;
    }
}
