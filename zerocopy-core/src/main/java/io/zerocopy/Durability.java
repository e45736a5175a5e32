package io.zerocopy;

/** What a {@code receive} or {@code copy} promises of its file when it returns. Later versions may add constants. */
public enum Durability {
    /** The file is there for every reader; a crash of the operating system may still lose it. */
    NONE,
    /** The file's content, and then its name in the directory, have been forced to the disk (fsync). */
    FSYNC
}
