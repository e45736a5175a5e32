package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether a FileChannel was opened to append: found out without a byte written, and without its position moved. */
enum Appending {
    NO,
    YES,
    /** It stands at its end, and this JDK does not say more. */
    UNKNOWN;

    /**
     * The first that is known to ask the kernel for nothing where the target appends, and otherwise even for 0 bytes.
     */
    private static final int FIRST_THAT_TELLS = 25;

    /**
     * Tells whether the kernel must not be asked. From the first JDK that tells on, where only this kernel keeps it
     * from telling, the JDK copies by itself; before, a single request can switch sendfile to files off for the whole
     * JVM.
     */
    boolean matters() {
        return this == YES || (this == UNKNOWN && Runtime.version().feature() < FIRST_THAT_TELLS);
    }

    /** Three looks, of which the last tells whether somebody else has moved the position meanwhile. */
    static Appending of(FileChannel file, ZeroCopyPolicy policy) throws IOException {
        boolean ofTheJdk = TargetKind.isOfTheJdk(file);
        if (ofTheJdk && isReadable(file)) {
            // The JDK opens no file to read and append.
            return NO;
        }
        long position = file.position();
        if (file.size() != position && file.position() == position) {
            // One that appends says that its position is the size.
            return NO;
        }
        // To be asked is a kernel transfer call, of no bytes: AVOID means none.
        boolean tells = ofTheJdk
                && policy != ZeroCopyPolicy.AVOID
                && Runtime.version().feature() >= FIRST_THAT_TELLS
                && Capabilities.current().has(TransferMechanism.COPY_FILE_RANGE);
        return tells ? asked(file) : UNKNOWN;
    }

    private static boolean isReadable(FileChannel file) throws IOException {
        try {
            file.read(Part.NO_ROOM.duplicate(), 0);
            return true;
        } catch (NonReadableChannelException e) {
            return false;
        }
    }

    /**
     * Has the JDK transfer nothing, out of a directory: a kernel that is asked refuses (EISDIR), and the JDK asks none
     * if the target appends. That this is so here, too, a target that never appends has to show.
     */
    private static Appending asked(FileChannel file) throws IOException {
        try (FileChannel directory = FileChannel.open(Path.of("/"), StandardOpenOption.READ)) {
            if (isRefused(directory, file)) {
                return NO;
            }
            try (FileChannel neverAppends = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
                return isRefused(directory, neverAppends) ? YES : UNKNOWN;
            }
        } catch (IOException e) {
            // Such as no descriptor left: this is only a help.
            Cancellation.check(file);
            return UNKNOWN;
        }
    }

    private static boolean isRefused(FileChannel directory, FileChannel target) throws IOException {
        try {
            directory.transferTo(0, 0, target);
            return false;
        } catch (IOException e) {
            Cancellation.check(target);
            return true;
        }
    }
}
