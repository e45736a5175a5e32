package io.zerocopy;

import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** Refuses, before anything is opened, arguments that can never be right. */
final class Arguments {
    private Arguments() {}

    static void requireRange(long position, long count) {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "position and count must not be negative: position " + position + ", count " + count);
        }
        if (position > Long.MAX_VALUE - count) {
            throw new IllegalArgumentException(
                    "position + count is more than a file can have: position " + position + ", count " + count);
        }
    }

    static void requireSource(ReadableByteChannel source) {
        Objects.requireNonNull(source, "source");
        if (source instanceof DatagramChannel) {
            throw new IllegalArgumentException("a DatagramChannel has no stream of bytes to take a file from");
        }
    }

    static void requireTarget(WritableByteChannel target) {
        Objects.requireNonNull(target, "target");
        if (target instanceof DatagramChannel) {
            throw new IllegalArgumentException("a DatagramChannel has no stream of bytes to send a file into");
        }
    }

    /** One FileChannel has one position, which each read would move away from what is to be written. */
    static void requireNotOneFile(ReadableByteChannel source, WritableByteChannel target) {
        if (source == target && source instanceof FileChannel) {
            throw new IllegalArgumentException("source and target are one FileChannel");
        }
    }
}
