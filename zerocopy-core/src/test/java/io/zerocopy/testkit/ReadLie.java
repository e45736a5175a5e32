package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A read that does not do, or does not say, what ReadableByteChannel promises. */
public enum ReadLie {
    SAYS_ALL_GIVES_NONE(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) {
            return target.remaining();
        }
    },
    SAYS_ONE_GIVES_NONE(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) {
            return 1;
        }
    },
    SAYS_MORE_THAN_ROOM_GIVES_NONE(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) {
            return target.remaining() + 1;
        }
    },
    SAYS_MINUS_TWO(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) {
            return -2;
        }
    },
    SAYS_THE_LEAST_INT(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) {
            return Integer.MIN_VALUE;
        }
    },
    /** The end, with bytes that came before it: whoever believes the one loses the others. */
    GIVES_AND_SAYS_END(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) throws IOException {
            some(target, behind);
            return -1;
        }
    },
    /** As its own caller would have to, and no channel may. */
    FLIPS(Position.LIES) {
        @Override
        public int read(ByteBuffer target, Giving behind) throws IOException {
            int bytes = some(target, behind);
            target.flip();
            return bytes;
        }
    },
    GIVES_AND_SAYS_NOTHING(Position.TELLS_THE_TRUTH) {
        @Override
        public int read(ByteBuffer target, Giving behind) throws IOException {
            return Math.min(0, some(target, behind));
        }
    },
    GIVES_AND_SAYS_LESS(Position.TELLS_THE_TRUTH) {
        @Override
        public int read(ByteBuffer target, Giving behind) throws IOException {
            int bytes = some(target, behind);
            return bytes > 1 ? bytes - 1 : bytes;
        }
    },
    GIVES_AND_SAYS_MORE(Position.TELLS_THE_TRUTH) {
        @Override
        public int read(ByteBuffer target, Giving behind) throws IOException {
            int bytes = some(target, behind);
            return bytes > 0 ? bytes + 3 : bytes;
        }
    },
    FILLS_AND_SAYS_MORE_THAN_ROOM(Position.TELLS_THE_TRUTH) {
        @Override
        public int read(ByteBuffer target, Giving behind) throws IOException {
            int bytes = behind.give(target);
            return bytes > 0 ? bytes + target.remaining() + 1 : bytes;
        }
    };

    /** The honest source behind the lie: -1 at its end, else what it put into the buffer. */
    public interface Giving {
        int give(ByteBuffer target) throws IOException;
    }

    /** Whether the buffer's position says how many bytes the channel has given. */
    private enum Position {
        TELLS_THE_TRUTH,
        LIES
    }

    private final Position position;

    ReadLie(Position position) {
        this.position = position;
    }

    /** Does it, with bytes of the source behind. */
    public abstract int read(ByteBuffer target, Giving behind) throws IOException;

    /** Tells whether only the count is wrong: a reader that goes by the position may go on. */
    public boolean isToldByThePosition() {
        return position == Position.TELLS_THE_TRUTH;
    }

    private static int some(ByteBuffer target, Giving behind) throws IOException {
        ByteBuffer piece = target.slice().limit(Math.max(1, target.remaining() / 2));
        int bytes = behind.give(piece);
        target.position(target.position() + Math.max(0, bytes));
        return bytes;
    }
}
