package io.zerocopy.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Random;

/** Wrapper channels that behave as applications' and libraries' channels do: take little, nothing, throw, transform. */
public final class Targets {
    private Targets() {}

    /** Takes 1 to {@code most} bytes a call, as many as the seed says. */
    public static DelegatingTarget piecewise(WritableByteChannel delegate, int most, long seed) {
        return new Piecewise(delegate, most, false, seed);
    }

    /** Takes 1 to {@code most} bytes a call, and nothing in a third of the calls, at times several in a row. */
    public static DelegatingTarget piecewiseWithZeros(WritableByteChannel delegate, int most, long seed) {
        return new Piecewise(delegate, most, true, seed);
    }

    /**
     * Throws once it has taken {@code bytes}: in the middle of a call, which took part of its buffer. Then for ever.
     */
    public static DelegatingTarget failingAfter(WritableByteChannel delegate, long bytes, IOException failure) {
        return new Failing(delegate, bytes, failure);
    }

    /** Throws this instead of an IOException. */
    public static DelegatingTarget failingAfter(WritableByteChannel delegate, long bytes, RuntimeException failure) {
        return new Failing(delegate, bytes, failure);
    }

    /** Writes ASCII letters in upper case: whoever goes around it sends other bytes. */
    public static DelegatingTarget upperCasing(WritableByteChannel delegate) {
        return new UpperCasing(delegate);
    }

    private static final class Piecewise extends DelegatingTarget {
        private final int most;
        private final boolean zeros;
        private final Random random;

        Piecewise(WritableByteChannel delegate, int most, boolean zeros, long seed) {
            super(delegate);
            this.most = most;
            this.zeros = zeros;
            this.random = new Random(seed);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (zeros && random.nextInt(3) == 0) {
                return 0;
            }
            int bytes = Math.min(1 + random.nextInt(most), source.remaining());
            ByteBuffer piece = source.slice().limit(bytes);
            try {
                return pass(piece);
            } finally {
                source.position(source.position() + piece.position());
            }
        }
    }

    private static final class Failing extends DelegatingTarget {
        private final Exception failure;
        private long left;

        Failing(WritableByteChannel delegate, long bytes, Exception failure) {
            super(delegate);
            this.left = bytes;
            this.failure = failure;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            ByteBuffer piece = source.slice();
            piece.limit((int) Math.min(left, piece.limit()));
            boolean last = source.remaining() > left;
            while (piece.hasRemaining()) {
                int bytes = pass(piece);
                left -= bytes;
                source.position(source.position() + bytes);
            }
            if (!last) {
                return piece.position();
            }
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        }
    }

    private static final class UpperCasing extends DelegatingTarget {
        UpperCasing(WritableByteChannel delegate) {
            super(delegate);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = upper(bytes[i]);
            }
            ByteBuffer changed = ByteBuffer.wrap(bytes);
            while (changed.hasRemaining()) {
                pass(changed);
            }
            return bytes.length;
        }
    }

    /** An ASCII letter in upper case, any other byte as it is. */
    public static byte upper(byte letter) {
        return letter >= 'a' && letter <= 'z' ? (byte) (letter - 32) : letter;
    }
}
