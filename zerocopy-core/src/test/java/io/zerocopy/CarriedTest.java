package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerocopy.testkit.CheckingTarget;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much is read at once, what of it is kept by a transfer that waits, and what is known of a read or write that
 * fails.
 */
@ExtendWith(LeftOvers.class)
class CarriedTest {
    private static final Content CONTENT = Content.of(172);
    private static final int SIZE = 600_000;
    private static final int BUFFER = 256 * 1024;
    private static final int KIB = 1024;
    private static final long ANY = Long.MAX_VALUE;

    @TempDir
    Path folder = Path.of("");

    private FileChannel file;
    private final CheckingTarget target = new CheckingTarget(CONTENT, 0);

    @BeforeEach
    void open() throws IOException {
        file = FileChannel.open(CONTENT.writeTo(folder.resolve("file"), SIZE));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
    }

    /** Takes all, and moves the source on as the loop does. */
    private void drain(Carried carried, Source source) throws IOException {
        while (!carried.isEmpty()) {
            source.advance(carried.writeTo(target, ANY));
        }
    }

    /** A channel of somebody else's: gives what there is room for, and notes how much that was. */
    private static final class Spring implements ReadableByteChannel {
        private final List<Integer> rooms = new ArrayList<>();
        private int most = Integer.MAX_VALUE;
        private int given;

        @Override
        public int read(ByteBuffer into) throws IOException {
            assertThat(into.isDirect()).as("it may keep what it is given").isFalse();
            rooms.add(into.remaining());
            int bytes = Math.min(most, into.remaining());
            CONTENT.put(given, into.slice().limit(bytes));
            into.position(into.position() + bytes);
            given += bytes;
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aBoldOneReadsAFileByTheBuffer() throws IOException {
        Carried carried = Carried.bold(BUFFER);
        Source source = Source.borrowed(file, 0, SIZE);
        assertThat(carried.isEmpty()).isTrue();
        assertThat(carried.remainingBytes()).isZero();
        assertThat(carried.writeTo(target, ANY)).isZero();
        assertThat(carried.fill(source, null, ANY)).isEqualTo(BUFFER);
        assertThat(carried.isEmpty()).isFalse();
        assertThat(carried.remainingBytes()).isEqualTo(BUFFER);
        assertThat(BufferPool.DIRECT.lentBytes()).isEqualTo(BUFFER);
        assertThat(carried.writeTo(target, 1_000)).isEqualTo(1_000);
        assertThat(carried.remainingBytes()).isEqualTo(BUFFER - 1_000);
        source.advance(1_000);
        drain(carried, source);
        assertThat(carried.fill(source, null, 10_000))
                .as("as much as is granted")
                .isEqualTo(10_000);
        drain(carried, source);
        assertThat(BufferPool.DIRECT.lentBytes()).as("the buffer that is there").isEqualTo(BUFFER);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(BUFFER);
        drain(carried, source);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(SIZE - 2 * BUFFER - 10_000);
        drain(carried, source);
        target.check().requireExactly(SIZE);
        carried.freeIfEmpty();
    }

    @Test
    void noMoreThanARangeHas() throws IOException {
        Carried carried = Carried.bold(BUFFER);
        Source source = Source.borrowed(file, 0, 1_000);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(1_000);
        drain(carried, source);
        Source beyond = Source.borrowed(file, SIZE, 1_000);
        assertThat(carried.fill(beyond, null, ANY)).isEqualTo(-1);
        assertThat(carried.isEmpty()).isTrue();
        carried.free();
    }

    /** Any number of them may be silent: a small read first, and a large one once that was full. */
    @Test
    void aPeerHasASmallBufferUntilMuchIsComing() throws IOException {
        Spring spring = new Spring();
        Source source = Source.received(spring);
        Carried carried = Carried.bold(BUFFER);
        assertThat(carried.muchIsComing()).isFalse();
        spring.most = 100;
        assertThat(carried.fill(source, null, ANY)).isEqualTo(100);
        assertThat(carried.muchIsComing()).isFalse();
        drain(carried, source);
        spring.most = 8 * KIB - 1;
        assertThat(carried.fill(source, null, ANY)).isEqualTo(8 * KIB - 1);
        assertThat(carried.muchIsComing()).isFalse();
        drain(carried, source);
        spring.most = Integer.MAX_VALUE;
        assertThat(carried.fill(source, null, ANY)).isEqualTo(8 * KIB);
        assertThat(carried.muchIsComing()).isTrue();
        drain(carried, source);
        spring.most = 1_000;
        assertThat(carried.fill(source, null, ANY)).isEqualTo(1_000);
        assertThat(carried.muchIsComing()).isFalse();
        drain(carried, source);
        spring.most = 0;
        assertThat(carried.fill(source, null, ANY)).isZero();
        assertThat(carried.isEmpty()).isTrue();
        assertThat(spring.rooms)
                .as("of an array 64 KiB at the most: the JDK keeps one as large for each thread")
                .containsExactly(8 * KIB, 8 * KIB, 8 * KIB, 64 * KIB, 8 * KIB);
        target.check().requireExactly(spring.given);
        carried.free();
        assertThat(carried.muchIsComing()).isFalse();
    }

    @Test
    void aSmallBufferStaysSmall() throws IOException {
        Spring spring = new Spring();
        Source source = Source.received(spring, 5_000);
        Carried carried = Carried.bold(1_000);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(1_000);
        drain(carried, source);
        assertThat(carried.fill(source, null, 10)).isEqualTo(10);
        drain(carried, source);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(1_000);
        drain(carried, source);
        assertThat(spring.rooms).containsExactly(1_000, 10, 1_000);
        carried.free();
    }

    /** By pooled buffers; a large one comes back as a small one when a peer falls silent. */
    @Test
    void aPeerOfTheJdksOwn() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel from = pipe.source()) {
            from.configureBlocking(false);
            Source source = Source.received(from);
            Carried carried = Carried.bold(BUFFER);
            sink.write(ByteBuffer.wrap(CONTENT.bytes(0, 40_000)));
            assertThat(carried.fill(source, null, ANY)).isEqualTo(8 * KIB);
            assertThat(BufferPool.DIRECT.lentBytes()).isEqualTo(8 * KIB);
            drain(carried, source);
            assertThat(carried.fill(source, null, ANY)).isEqualTo(40_000 - 8 * KIB);
            assertThat(BufferPool.DIRECT.lentBytes()).isEqualTo(BUFFER);
            drain(carried, source);
            assertThat(carried.fill(source, null, ANY)).isZero();
            assertThat(BufferPool.DIRECT.lentBytes())
                    .as("who is silent holds little")
                    .isEqualTo(8 * KIB);
            sink.write(ByteBuffer.wrap(CONTENT.bytes(40_000, 8 * KIB)));
            assertThat(carried.fill(source, null, ANY)).isEqualTo(8 * KIB);
            drain(carried, source);
            sink.write(ByteBuffer.wrap(CONTENT.bytes(40_000 + 8 * KIB, 64 * KIB)));
            assertThat(carried.fill(source, null, ANY)).isEqualTo(64 * KIB);
            assertThat(carried.muchIsComing())
                    .as("64 KiB are much, full or not")
                    .isTrue();
            drain(carried, source);
            sink.write(ByteBuffer.wrap(CONTENT.bytes(40_000 + 72 * KIB, 1_000)));
            assertThat(carried.fill(source, null, ANY)).isEqualTo(1_000);
            drain(carried, source);
            target.check().requireExactly(41_000 + 72 * KIB);
            carried.freeIfEmpty();
        }
    }

    /** A careful one reads what it may keep; and of what has moved so much again that it may drop it. */
    @Test
    void aCarefulOneReadsWhatItMayKeep() throws IOException {
        Carried carried = Carried.careful(BUFFER);
        Source source = Source.borrowed(file, 0, SIZE);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(6 * KIB);
        drain(carried, source);
        int moved = 6 * KIB;
        while (moved < 11 * 6 * KIB + 11_000) {
            assertThat(carried.fill(source, null, ANY)).isEqualTo(Math.max(6 * KIB, moved / 11));
            moved += carried.remainingBytes();
            drain(carried, source);
        }
        int more = moved / 11;
        assertThat(more).isGreaterThan(6 * KIB);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(more);
        source.advance(carried.writeTo(target, 10));
        carried.pause(SourceKind.FILE);
        assertThat(carried.isEmpty()).as("more than little is dropped").isTrue();
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
        assertThat(carried.fill(source, null, ANY))
                .as("and is not read again so soon")
                .isEqualTo(6 * KIB);
        drain(carried, source);
        target.check().requireExactly(moved + 10 + 6 * KIB);
        carried.free();
    }

    /** Waiting it holds no direct memory: little stays in an array of its size. */
    @Test
    void littleIsKeptWhileItWaits() throws IOException {
        Carried carried = Carried.careful(BUFFER);
        Source source = Source.borrowed(file, 0, SIZE);
        carried.fill(source, null, ANY);
        carried.pause(SourceKind.FILE);
        assertThat(BufferPool.DIRECT.lentBytes()).isZero();
        assertThat(carried.remainingBytes()).isEqualTo(6 * KIB);
        carried.pause(SourceKind.FILE);
        assertThat(carried.remainingBytes()).isEqualTo(6 * KIB);
        drain(carried, source);
        carried.pause(SourceKind.FILE);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(6 * KIB);
        assertThat(BufferPool.DIRECT.lentBytes())
                .as("the array is not read into")
                .isPositive();
        drain(carried, source);
        target.check().requireExactly(12 * KIB);
        carried.free();
    }

    /** A rest that goes together is read at once, and kept. */
    @Test
    void aSmallRestIsReadAndKept() throws IOException {
        for (int rest : new int[] {36 * KIB, 36 * KIB + 1}) {
            Carried carried = Carried.careful(BUFFER);
            Source source = Source.borrowed(file, SIZE - rest, rest);
            int read = carried.fill(source, null, ANY);
            assertThat(read).isEqualTo(rest == 36 * KIB ? rest : 6 * KIB);
            carried.pause(SourceKind.FILE);
            assertThat(carried.remainingBytes()).isEqualTo(read);
            assertThat(BufferPool.DIRECT.lentBytes()).isZero();
            carried.free();
        }
    }

    /** What a bold one reads ahead it drops when it has to wait, and is careful from then on. */
    @Test
    void aBoldOneThatWaitsBecomesCareful() throws IOException {
        Carried carried = Carried.bold(BUFFER);
        Source source = Source.borrowed(file, 0, SIZE);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(BUFFER);
        source.advance(carried.writeTo(target, 6 * KIB));
        carried.pause(SourceKind.FILE);
        assertThat(carried.isEmpty()).isTrue();
        assertThat(carried.fill(source, null, ANY)).isEqualTo(6 * KIB);
        drain(carried, source);
        target.check().requireExactly(12 * KIB);
        carried.free();
    }

    /** What comes only once is never dropped. */
    @Test
    void whatCannotBeReadAgainIsKept() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel from = pipe.source()) {
            from.configureBlocking(false);
            Source source = Source.received(from);
            for (int bytes : new int[] {36 * KIB, 36 * KIB + 1}) {
                Carried carried = Carried.careful(BUFFER);
                sink.write(ByteBuffer.wrap(CONTENT.bytes(0, 8 * KIB)));
                carried.fill(source, null, ANY);
                carried.writeTo(new CheckingTarget(CONTENT, 0), ANY);
                sink.write(ByteBuffer.wrap(CONTENT.bytes(0, bytes)));
                assertThat(carried.fill(source, null, ANY)).isEqualTo(bytes);
                carried.pause(SourceKind.CHANNEL);
                assertThat(carried.remainingBytes()).isEqualTo(bytes);
                assertThat(BufferPool.DIRECT.lentBytes()).isEqualTo(bytes > 36 * KIB ? BUFFER : 0);
                carried.free();
            }
        }
    }

    /** Bytes of the next parts go with those before them, as far as the buffer goes. */
    @Test
    void whatComesBehindIsReadOn() throws IOException {
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 100)))
                .bytes(ByteBuffer.wrap(CONTENT.bytes(100, 200)))
                .file(file, 300, 1_000)
                .bytes(ByteBuffer.wrap(CONTENT.bytes(1_300, 5_000)))
                .build();
        for (int most : new int[] {50, 100, 250, 1_299, 1_300, 2_000, 10_000}) {
            Cursor behind = new Cursor(payload, ZeroCopyPolicy.PREFER);
            Source first = behind.open();
            Carried carried = Carried.bold(BUFFER);
            // The file's range goes with them as a whole or not at all.
            int expected = most == 1_299 ? 300 : Math.min(most, 6_300);
            assertThat(carried.fill(first, behind, most)).as("of %s", most).isEqualTo(expected);
            CheckingTarget one = new CheckingTarget(CONTENT, 0);
            assertThat(carried.writeTo(one, ANY)).isEqualTo(expected);
            one.check().requireExactly(expected);
            carried.free();
            behind.close();
        }
    }

    /** In a buffer of the size of what is coming, not of what there might be. */
    @Test
    void theBufferIsAsLargeAsWhatComes() throws IOException {
        Payload payload = Payload.builder()
                .bytes(ByteBuffer.wrap(CONTENT.bytes(0, 3_000)))
                .bytes(ByteBuffer.wrap(CONTENT.bytes(3_000, 17_000)))
                .build();
        Cursor behind = new Cursor(payload, ZeroCopyPolicy.PREFER);
        Source first = behind.open();
        Carried carried = Carried.bold(BUFFER);
        assertThat(carried.fill(first, behind, ANY)).isEqualTo(20_000);
        assertThat(BufferPool.DIRECT.lentBytes()).isBetween(20_000L, 25_000L);
        carried.free();
    }

    /** They are gone from the source, and nobody has them. */
    @Test
    void bytesOfAReadThatFailedAreLost() throws IOException {
        IOException broken = new IOException("in the middle of a read");
        boolean[] fails = new boolean[1];
        ReadableByteChannel losing = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                into.put(CONTENT.bytes(0, 7));
                if (fails[0]) {
                    throw broken;
                }
                return 7;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        Source source = Source.received(losing);
        Carried carried = Carried.bold(BUFFER);
        assertThat(carried.fill(source, null, ANY)).isEqualTo(7);
        assertThat(carried.lostBytes()).isZero();
        carried.writeTo(target, ANY);
        fails[0] = true;
        assertThatThrownBy(() -> carried.fill(source, null, ANY)).isSameAs(broken);
        assertThat(carried.lostBytes()).isEqualTo(7);
        assertThat(carried.isEmpty()).isTrue();
        target.check().requireExactly(7);
        carried.free();
    }

    /** What a target took before it threw has moved. */
    @Test
    void aWriteThatThrowsHasMovedWhatItTook() throws IOException {
        IOException broken = new IOException("in the middle of a write");
        WritableByteChannel throwing = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                from.position(from.position() + 9);
                throw broken;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        Carried carried = Carried.bold(BUFFER);
        carried.fill(Source.borrowed(file, 0, SIZE), null, 1_000);
        assertThatThrownBy(() -> carried.writeTo(throwing, ANY)).isSameAs(broken);
        assertThat(carried.remainingBytes()).isEqualTo(991);
        assertThat(carried.takeWritten()).isEqualTo(9);
        assertThat(carried.takeWritten()).as("once").isZero();
        CheckingTarget rest = new CheckingTarget(CONTENT, 9);
        assertThat(carried.writeTo(rest, ANY)).isEqualTo(991);
        rest.check().requireExactly(991);
        assertThat(carried.takeWritten()).isZero();
        carried.free();
    }
}
