package io.zerocopy.examples.serve;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * The body that comes in chunks, as strictly as the head: a size is hexadecimal digits and nothing else, an extension
 * follows at once or not at all, and trailers are fields.
 */
final class Chunks extends InputStream {
    /** Fifteen digits always fit into a long. */
    private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}(?:;[\\t\\x20-\\x7e\\x80-\\xff]*)?");

    private static final int MOST_TRAILERS = 100;

    private final StrictBuffer buffer;
    private final InputStream input;
    private final CharArrayBuffer line = new CharArrayBuffer(64);
    private boolean begun;
    private boolean ended;
    private long chunkBytesLeft;

    Chunks(StrictBuffer buffer, InputStream input) {
        this.buffer = buffer;
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ended && chunkBytesLeft == 0) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = buffer.read(target, offset, (int) Math.min(length, chunkBytesLeft), input);
        if (count < 0) {
            throw new EOFException("half a chunk");
        }
        chunkBytesLeft -= count;
        return count;
    }

    private void beginChunk() throws IOException {
        if (begun && !nextLine().isEmpty()) {
            throw new StrictBuffer.MalformedLineException("a chunk longer than its size");
        }
        begun = true;
        String size = nextLine();
        if (!SIZE.matcher(size).matches()) {
            throw new StrictBuffer.MalformedLineException("a chunk without a size");
        }
        int extension = size.indexOf(';');
        chunkBytesLeft = Long.parseLong(extension < 0 ? size : size.substring(0, extension), 16);
        if (chunkBytesLeft == 0) {
            readTrailers();
            ended = true;
        }
    }

    /** They have nothing to say here. */
    private void readTrailers() throws IOException {
        String trailer = nextLine();
        for (int count = 0; !trailer.isEmpty(); count++) {
            if (count == MOST_TRAILERS || !StrictLines.isField(trailer)) {
                throw new StrictBuffer.MalformedLineException("trailers that are none");
            }
            trailer = nextLine();
        }
    }

    private String nextLine() throws IOException {
        line.clear();
        buffer.readLine(line, input);
        return line.toString();
    }
}
