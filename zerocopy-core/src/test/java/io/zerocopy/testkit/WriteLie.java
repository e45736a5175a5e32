package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A write that does not do, or does not say, what WritableByteChannel promises. */
public enum WriteLie {
    SAYS_ALL_TAKES_NONE(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return source.remaining();
        }
    },
    SAYS_ONE_TAKES_NONE(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return 1;
        }
    },
    SAYS_MORE_THAN_OFFERED_TAKES_NONE(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return source.remaining() + 1;
        }
    },
    SAYS_TWO_GIBIBYTES_TAKES_NONE(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return Integer.MAX_VALUE;
        }
    },
    SAYS_MINUS_ONE(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return -1;
        }
    },
    SAYS_MINUS_TWO(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return -2;
        }
    },
    SAYS_THE_LEAST_INT(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            return Integer.MIN_VALUE;
        }
    },
    TAKES_AND_REWINDS(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            // As one does that counts the bytes it would write, and never hands them on.
            int from = source.position();
            int bytes = source.remaining();
            source.position(source.limit()).position(from);
            return bytes;
        }
    },
    FLIPS(Position.LIES) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) {
            int bytes = Math.max(1, source.remaining() / 2);
            source.position(source.position() + bytes).flip();
            return bytes;
        }
    },
    TAKES_ALL_SAYS_ONE_LESS(Position.TELLS_THE_TRUTH) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) throws IOException {
            return behind.write(source) - 1;
        }
    },
    TAKES_SOME_SAYS_NOTHING(Position.TELLS_THE_TRUTH) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) throws IOException {
            takeSome(source, behind);
            return 0;
        }
    },
    TAKES_SOME_SAYS_MINUS_ONE(Position.TELLS_THE_TRUTH) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) throws IOException {
            takeSome(source, behind);
            return -1;
        }
    },
    TAKES_SOME_SAYS_ALL(Position.TELLS_THE_TRUTH) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) throws IOException {
            int offered = source.remaining();
            takeSome(source, behind);
            return offered;
        }
    },
    TAKES_SOME_SAYS_MORE_THAN_OFFERED(Position.TELLS_THE_TRUTH) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) throws IOException {
            int offered = source.remaining();
            takeSome(source, behind);
            return offered + 7;
        }
    },
    /** Widens the buffer first, and so reaches all that its owner has not kept from it. */
    RAISES_THE_LIMIT(Position.TELLS_THE_TRUTH) {
        @Override
        public int write(ByteBuffer source, WritableByteChannel behind) throws IOException {
            source.limit(source.capacity());
            return behind.write(source);
        }
    };

    /** Whether the buffer's position says how many bytes the channel has taken. */
    private enum Position {
        TELLS_THE_TRUTH,
        LIES
    }

    private final Position position;

    WriteLie(Position position) {
        this.position = position;
    }

    /** Does it; what is taken goes to the channel behind. */
    public abstract int write(ByteBuffer source, WritableByteChannel behind) throws IOException;

    /** Tells whether only the count is wrong: a sender that goes by the position may go on. */
    public boolean isToldByThePosition() {
        return position == Position.TELLS_THE_TRUTH;
    }

    private static void takeSome(ByteBuffer source, WritableByteChannel behind) throws IOException {
        int bytes = Math.max(1, source.remaining() / 2);
        behind.write(source.slice(source.position(), bytes));
        source.position(source.position() + bytes);
    }
}
