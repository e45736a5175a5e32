package io.zerocopy.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zerocopy.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A file or parts of it. */
final class FileBody implements Body {
    private static final String LINE_END = "\r\n";

    private final Representation file;
    private final List<ByteRange> ranges;
    /** Empty where there is nothing to tell apart. */
    private final String boundary;

    FileBody(Representation file, List<ByteRange> ranges) {
        this.file = file;
        this.ranges = ranges;
        this.boundary = ranges.size() == 1 ? "" : randomText() + randomText();
    }

    private static String randomText() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** What is in it: the file's own type, unless it has several parts. */
    String type() {
        return ranges.size() == 1 ? file.type() : "multipart/byteranges; boundary=" + boundary;
    }

    @Override
    public long length() throws IOException {
        return ranges.size() == 1 ? ranges.get(0).count() : Body.super.length();
    }

    @Override
    public void addTo(Payload.Builder payload) throws IOException {
        if (ranges.size() == 1) {
            file.addTo(payload, ranges.get(0));
            return;
        }
        for (ByteRange range : ranges) {
            addLines(
                    payload,
                    "--" + boundary,
                    "Content-Type: " + file.type(),
                    "Content-Range: " + range.contentRange(file.length()),
                    "");
            file.addTo(payload, range);
            addLines(payload, "");
        }
        addLines(payload, "--" + boundary + "--");
    }

    private static void addLines(Payload.Builder payload, String... lines) {
        payload.bytes(ByteBuffer.wrap((String.join(LINE_END, lines) + LINE_END).getBytes(US_ASCII)));
    }
}
