package io.zerocopy;

import io.zerocopy.linux.Descriptors;
import io.zerocopy.linux.Linux;
import io.zerocopy.linux.SystemCalls;
import java.nio.channels.FileChannel;

/**
 * Whether bytes of a file are in memory, as the kernel says where it is honest: preadv2 with RWF_NOWAIT, which needs
 * the kernel tier. mincore(2), and so {@code MappedByteBuffer.isLoaded}, says yes of all files of other users.
 */
enum Residency {
    YES,
    NO,
    /** There is no tier, or the file system does not answer (tmpfs, overlayfs, FUSE). */
    UNKNOWN;

    private static final long SAMPLED_EVERY_BYTES = 512 * 1024;
    /** The smallest page: a byte of it answers for all. */
    private static final long PAGE_BYTES = 4096;

    /** Not a descriptor of anything. */
    static final int NOBODY = -1;

    /**
     * The number by which {@link #of} knows a file, or {@link #NOBODY} where nobody answers. Once the file is closed
     * the number may be another's: the answer is about that one then, which does no harm, since it is no more than a
     * hint.
     */
    static int numberOf(FileChannel file) {
        if (!SystemCalls.isReady()) {
            SystemCalls.start();
            return NOBODY;
        }
        return Descriptors.of(file);
    }

    /** Asks for a byte here and there: what is between them was brought in with them, and leaves with them. */
    static Residency of(int number, long position, long bytes) {
        if (number == NOBODY) {
            return UNKNOWN;
        }
        long last = position + bytes - 1;
        long at = position;
        int said = SystemCalls.isResident(number, at);
        while (said == Linux.RESIDENT_YES && at / PAGE_BYTES < last / PAGE_BYTES) {
            at = Math.min(at + SAMPLED_EVERY_BYTES, last);
            said = SystemCalls.isResident(number, at);
        }
        return said == Linux.RESIDENT_YES ? YES : said == Linux.RESIDENT_NO ? NO : UNKNOWN;
    }
}
