package io.zerocopy.examples.serve;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * What has come and is not read yet, with lines as RFC 9112 has them: CR LF ends one, nothing else does, and none goes
 * on in the next. The library's own buffer takes a bare LF for an end and its parser joins folded lines, and what two
 * parsers read differently is how requests are smuggled.
 */
final class StrictBuffer implements SessionInputBuffer {
    /** Small, since an idle connection holds one. */
    private static final int CAPACITY_BYTES = 2 * 1024;

    private static final byte[] NONE = new byte[0];

    private final int mostLineBytes;
    private byte[] bytes = NONE;
    private int position;
    private int limit;

    StrictBuffer(int mostLineBytes) {
        this.mostLineBytes = mostLineBytes;
    }

    boolean hasBufferedData() {
        return position < limit;
    }

    /** Reads what is there, waiting for some; to be called when all that was read before is used up. */
    int fill(InputStream input) throws IOException {
        if (bytes.length == 0) {
            bytes = new byte[CAPACITY_BYTES];
        }
        clear();
        int count = input.read(bytes);
        limit = Math.max(0, count);
        return count;
    }

    void clear() {
        position = 0;
        limit = 0;
    }

    /** Holds nothing while nothing is expected: a client may take long to read its answer, and there are many. */
    void rest() {
        if (!hasBufferedData()) {
            bytes = NONE;
            clear();
        }
    }

    @Override
    public int readLine(CharArrayBuffer line, InputStream input) throws IOException {
        int next = read(input);
        if (next == ' ' || next == '\t') {
            throw new MalformedLineException("a line that begins with white space");
        }
        int length = 0;
        while (next != '\r') {
            if (next < 0) {
                throw new EOFException("half a line");
            }
            if (next == '\n') {
                throw new MalformedLineException("a line feed alone");
            }
            if (length == mostLineBytes) {
                throw new HeadInput.TooLongException();
            }
            line.append((char) next);
            length++;
            next = read(input);
        }
        if (read(input) != '\n') {
            throw new MalformedLineException("a carriage return alone");
        }
        return length;
    }

    @Override
    public int read(InputStream input) throws IOException {
        return hasBufferedData() || fill(input) > 0 ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length, InputStream input) throws IOException {
        if (!hasBufferedData()) {
            return input.read(target, offset, length);
        }
        int count = Math.min(length, length());
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int read(byte[] target, InputStream input) throws IOException {
        return read(target, 0, target.length, input);
    }

    @Override
    public int length() {
        return limit - position;
    }

    @Override
    public int capacity() {
        return CAPACITY_BYTES;
    }

    @Override
    public int available() {
        return CAPACITY_BYTES - length();
    }

    /** Nobody counts here. */
    @Override
    public HttpTransportMetrics getMetrics() {
        return new BasicHttpTransportMetrics();
    }

    /** A line that another parser could read differently. */
    static final class MalformedLineException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedLineException(String what) {
            super(what);
        }
    }
}
