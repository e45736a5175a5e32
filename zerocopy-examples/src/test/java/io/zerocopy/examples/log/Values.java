package io.zerocopy.examples.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Record values that tell which they are: number n of a seed has the same bytes for all who ask. */
record Values(long seed, int mostBytes) {
    byte[] value(long number) {
        SplittableRandom random = new SplittableRandom(seed * 31 + number);
        byte[] value = new byte[Long.BYTES + random.nextInt(mostBytes)];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(number);
        return value;
    }

    /** A batch of the values from a number on. */
    ByteBuffer batch(long firstNumber, int count) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(firstNumber + i));
        }
        return Batch.of(values);
    }

    static long numberOf(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
