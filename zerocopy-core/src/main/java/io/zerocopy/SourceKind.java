package io.zerocopy;

import java.nio.channels.FileChannel;

/** The kinds of source that {@link Selection} tells apart. */
enum SourceKind {
    /** A FileChannel of the JDK's own. */
    FILE,
    /**
     * A FILE that was opened to bypass the page cache (ExtendedOpenOption.DIRECT), as its first refused read has told.
     */
    DIRECT_FILE,
    /** A file of the JDK's own whose size is 0: empty, or a procfs file, which transferTo would not send. */
    SIZELESS_FILE,
    /**
     * A FileChannel of somebody else's: its transferTo cannot be trusted to do what the JDK's does (jimfs spins on 0).
     */
    FOREIGN_FILE,
    /** An InputStream of a file system that is not the default one. */
    STREAM,
    /** A SocketChannel of the JDK's own. */
    SOCKET,
    /** Another channel of the JDK's own which is read as it comes. */
    CHANNEL,
    /**
     * A stream, or a channel of somebody else's, which is read as it comes: it might keep a buffer that it is given.
     */
    FOREIGN_CHANNEL,
    /** Bytes of a payload that are in memory already. */
    BYTES;

    /** Tells whether what was read ahead may be forgotten. */
    boolean canBeReadAgain() {
        return this != STREAM && !isReceived();
    }

    /** Tells whether the bytes come from the caller's channel or stream: they are gone once they are read. */
    boolean isReceived() {
        return this == SOCKET || this == CHANNEL || this == FOREIGN_CHANNEL;
    }

    /** Tells whether the reads are somebody else's, who might keep a buffer, or want an array behind it. */
    boolean isForeign() {
        return this == FOREIGN_FILE || this == FOREIGN_CHANNEL || this == STREAM;
    }

    static SourceKind of(FileChannel file) {
        return TargetKind.isOfTheJdk(file) ? FILE : FOREIGN_FILE;
    }
}
