package io.zerocopy;

import org.jspecify.annotations.Nullable;

/**
 * Who may use a file that the library makes: as before, if it replaces one, else as any new file; but nobody may read
 * it who could not read the one that it replaces, or the one that it is a copy of. Pure.
 *
 * @param replaced the file that is there now, null if there is none
 * @param copied the file that this is a copy of, null if it is none
 */
record Permissions(@Nullable FileStatus replaced, @Nullable FileStatus copied) {
    /** What open(2) is asked for when a file is made; the umask, or a default ACL, takes its part of it. */
    static final int ANY_NEW_FILE = 0666;

    private static final int SET_USER_ID = 04000;
    private static final int SET_GROUP_ID = 02000;
    private static final int OWNER_READ_WRITE = 0600;
    private static final int RWX = 0777;
    private static final int GROUP = 0070;
    private static final int OTHERS = 0007;
    private static final int READ = 0004;

    /** Tells whether they can be known only when the file is there, with a group. */
    boolean dependOnTheGroup() {
        return replaced != null || dependOnANewFile();
    }

    /** Tells whether they depend on what the system gives a new file. */
    boolean dependOnANewFile() {
        return replaced == null && bits(ANY_NEW_FILE, ownGroup()) != atFirst();
    }

    /** Those of the empty file: its owner's, and what stands whichever group it has got. */
    int atFirst() {
        int base = replaced != null && replaced.hasPermissions() ? replaced.bits() : ANY_NEW_FILE;
        return OWNER_READ_WRITE | (bits(base, ownGroup()) & bits(base, FileStatus.UNKNOWN) & RWX);
    }

    /** Those of the whole file, in the group that it is in. */
    int whole(FileStatus made, int anyNewFile) {
        int base = replaced != null && replaced.hasPermissions() ? replaced.bits() : anyNewFile;
        int bits = bits(base, made.group());
        boolean changesHands = replaced != null && replaced.owner() != made.owner();
        // It would run as somebody else.
        return changesHands ? bits & ~SET_USER_ID : bits;
    }

    /** The group that changes least. */
    private int ownGroup() {
        if (replaced != null) {
            return replaced.group();
        }
        return copied == null ? FileStatus.UNKNOWN : copied.group();
    }

    private int bits(int base, int group) {
        int bits = base;
        if (replaced != null && replaced.group() != group) {
            bits = forAnotherGroup(bits) & ~SET_GROUP_ID;
        }
        if (copied != null && copied.hasPermissions()) {
            boolean sameGroup = group == copied.group() && group != FileStatus.UNKNOWN;
            int readers = sameGroup ? copied.bits() : forAnotherGroup(copied.bits());
            if ((readers & (READ << 3)) == 0) {
                bits &= ~GROUP;
            }
            if ((readers & READ) == 0) {
                bits &= ~OTHERS;
            }
        }
        return bits;
    }

    /**
     * Who is in the new group was among the others, or in the old group; who is in the old group is among the others
     * now. So each gets what both had.
     */
    private static int forAnotherGroup(int bits) {
        int both = (bits >> 3) & bits & OTHERS;
        return (bits & ~(GROUP | OTHERS)) | (both << 3) | both;
    }
}
