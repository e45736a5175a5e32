package io.zerocopy.examples.embed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.zerocopy.Payload;
import io.zerocopy.PendingReceive;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer;
import io.zerocopy.PendingTransfer.Awaits;
import io.zerocopy.TransferException;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.examples.net.EventLoop;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of {@link SelectorUploadServer}: the head of a PUT, the file, the answer; and then what the client may
 * still be saying, since a close before that would take the answer away from it.
 */
final class Upload implements EventLoop.Member {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);
    private static final long HEAD_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int HEAD_BYTES = 8 * 1024;
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern LENGTH = field("content-length:[ \t]*([0-9]+)[ \t]*\r?$");
    private static final Pattern CHUNKED = field("transfer-encoding:");
    private static final Pattern EXPECTS = field("expect:[ \t]*100-continue[ \t]*\r?$");

    private enum State {
        HEAD,
        BODY,
        ANSWER,
        /** All is said: what the client still sends is thrown away, until it ends or has had its time. */
        LINGER,
        ENDED
    }

    private final SocketChannel channel;
    private final Path folder;
    private final TransferOptions options;
    private final long mostBytes;
    private final ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES);
    private State state = State.HEAD;
    private long sinceNanos = System.nanoTime();
    private @Nullable SelectionKey key;
    private @Nullable PendingReceive receive;
    private @Nullable PendingSend answer;
    private String whenDone = "201 Created";

    Upload(SocketChannel channel, Path folder, TransferOptions options, long mostBytes) {
        this.channel = channel;
        this.folder = folder;
        this.options = options;
        this.mostBytes = mostBytes;
    }

    private static Pattern field(String line) {
        return Pattern.compile("^" + line, Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    }

    @Override
    public void begin(Selector selector, Object attachment) {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, attachment);
        } catch (IOException e) {
            LOG.debug("It has left before", e);
            reset();
        }
    }

    @Override
    public void turn() {
        try {
            switch (state) {
                case HEAD -> readHead();
                case BODY -> receive(channel);
                case ANSWER -> send();
                case LINGER -> linger();
                case ENDED -> {}
            }
            showInterest();
        } catch (IOException | RuntimeException e) {
            LOG.debug("An upload ends", e);
            reset();
        } catch (Error e) {
            // No memory left: one client's trouble must not end the others.
            LOG.warn("An upload ends", e);
            reset();
        }
    }

    private void readHead() throws IOException {
        if (channel.read(bytes) < 0 || System.nanoTime() - sinceNanos > HEAD_NANOS) {
            throw new IOException("no request came, or not in time");
        }
        String text = new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
        int end = text.indexOf(HEAD_END);
        if (end >= 0) {
            int bodyBegins = end + HEAD_END.length();
            begin(text.substring(0, bodyBegins), bytes.flip().position(bodyBegins));
        } else if (!bytes.hasRemaining()) {
            answer("431 Request Header Fields Too Large");
        }
    }

    private void begin(String head, ByteBuffer begun) throws IOException {
        String[] words = head.substring(0, head.indexOf('\r')).split(" ", -1);
        Matcher length = LENGTH.matcher(head);
        Path file = words.length == 3 ? place(words[1]) : null;
        if (words.length != 3 || file == null) {
            answer("400 Bad Request");
        } else if (!words[0].equals("PUT")) {
            answer("405 Method Not Allowed");
        } else if (CHUNKED.matcher(head).find() || !length.find()) {
            answer("411 Length Required");
        } else if (length.group(1).length() > 18 || Long.parseLong(length.group(1)) > mostBytes) {
            // Before the client sends it, if it waits to be told.
            answer("413 Content Too Large");
        } else {
            receive(
                    file,
                    Long.parseLong(length.group(1)),
                    begun,
                    EXPECTS.matcher(head).find());
        }
    }

    /** Where the file that a target names is to be; null if that is not below the folder. */
    private @Nullable Path place(String target) {
        try {
            String name = URLDecoder.decode(target.substring(1).replace("+", "%2B"), UTF_8);
            Path file = folder.resolve(name).normalize();
            boolean isBelow = file.startsWith(folder) && !file.equals(folder) && target.startsWith("/");
            // Links inside the folder may lead out of it.
            Path parent = file.getParent();
            boolean leadsOut = parent != null
                    && Files.exists(parent)
                    && !parent.toRealPath().startsWith(folder);
            return isBelow && !leadsOut && !Files.isSymbolicLink(file) ? file : null;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private void receive(Path file, long length, ByteBuffer begun, boolean expects) throws IOException {
        whenDone = Files.exists(file) ? "204 No Content" : "201 Created";
        try {
            receive = ZeroCopyTransfer.beginReceive(file, length, options);
        } catch (AccessDeniedException e) {
            answer("403 Forbidden");
            return;
        } catch (FileSystemException e) {
            // A folder has this name, or there is none that it could be in.
            answer("409 Conflict");
            return;
        }
        state = State.BODY;
        if (expects && length > begun.remaining()) {
            // Into an empty socket, which takes so little at once.
            channel.write(ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII)));
        }
        // What came with the head is the beginning; the socket's bytes follow it.
        receive(new Begun(begun));
    }

    /** What has come already, and after that nothing, which is not the end. */
    private record Begun(ByteBuffer bytes) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) {
            int count = Math.min(bytes.remaining(), target.remaining());
            target.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private void receive(ReadableByteChannel source) throws IOException {
        PendingReceive receiving = receive;
        if (receiving == null) {
            return;
        }
        try {
            receiving.advance(source);
            if (receiving.isComplete()) {
                answer(whenDone);
            }
        } catch (TransferException e) {
            // The disk's trouble is the server's to tell; a client that is gone or silent is told nothing.
            if (e.side() != TransferException.Side.TARGET) {
                throw e;
            }
            LOG.warn("An upload could not be written", e);
            answer("507 Insufficient Storage");
        }
    }

    private void answer(String status) throws IOException {
        String head = "HTTP/1.1 " + status
                + (status.startsWith("204") ? "" : "\r\nContent-Length: 0")
                + "\r\nConnection: close" + HEAD_END;
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(head.getBytes(US_ASCII)))
                .build();
        answer = ZeroCopyTransfer.begin(payload);
        state = State.ANSWER;
        send();
    }

    private void send() throws IOException {
        PendingSend sending = answer;
        if (sending != null) {
            sending.advance(channel);
            if (sending.isComplete()) {
                channel.shutdownOutput();
                state = State.LINGER;
                sinceNanos = System.nanoTime();
            }
        }
    }

    private void linger() throws IOException {
        boolean isOver = System.nanoTime() - sinceNanos > LINGER_NANOS;
        if (isOver || channel.read(bytes.clear()) < 0) {
            end();
        }
    }

    private void showInterest() {
        SelectionKey shown = key;
        if (shown == null || state == State.ENDED) {
            return;
        }
        PendingTransfer transfer = inProgress();
        Awaits awaits = transfer == null ? Awaits.READABLE : transfer.awaits();
        shown.interestOps(
                switch (awaits) {
                    case READABLE -> SelectionKey.OP_READ;
                    case WRITABLE -> SelectionKey.OP_WRITE;
                    default -> 0;
                });
    }

    private @Nullable PendingTransfer inProgress() {
        return switch (state) {
            case BODY -> receive;
            case ANSWER -> answer;
            case HEAD, LINGER, ENDED -> null;
        };
    }

    @Override
    public long quietNanos() {
        PendingTransfer transfer = inProgress();
        if (transfer != null) {
            return TimeUnit.MILLISECONDS.toNanos(transfer.nextCallMillis());
        }
        long limitNanos = state == State.HEAD ? HEAD_NANOS : LINGER_NANOS;
        return limitNanos - (System.nanoTime() - sinceNanos);
    }

    @Override
    public boolean hasEnded() {
        return state == State.ENDED;
    }

    @Override
    public void abort() {
        reset();
    }

    /** Nobody must take what was cut off for an orderly end. */
    private void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("The connection was closed already", e);
        }
        end();
    }

    private void end() {
        state = State.ENDED;
        try (channel) {
            if (receive != null) {
                // Without the last byte nothing appears.
                receive.close();
            }
            if (answer != null) {
                answer.close();
            }
        } catch (IOException e) {
            LOG.debug("A connection did not close", e);
        }
    }
}
