package io.zerocopy.examples.cli;

import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;

/** Says to a person at a terminal why a command failed: what is wrong with which file or host, and no class names. */
public final class Reason {
    private Reason() {}

    /**
     * The words for a failure.
     *
     * @param failure what a command threw
     * @return one line
     */
    public static String of(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && isWrapper(failure)) {
            return of(cause);
        }
        if (failure instanceof FileSystemException file && file.getFile() != null) {
            // Not the other file: that may be one in progress, whose name nobody chose.
            return file.getFile() + ": " + reason(file);
        }
        if (failure instanceof UnknownHostException) {
            return failure.getMessage() + ": no such host";
        }
        String message = failure.getMessage();
        // Without a message, or thrown where nobody expected it, its class is all that helps whoever is to be told.
        String said = message == null || failure instanceof NullPointerException ? failure.toString() : message;
        return said.replaceAll("\\R+", " ");
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof UncheckedIOException
                || failure instanceof CompletionException
                || failure instanceof ExceptionInInitializerError;
    }

    /** The JDK says nothing more than the path where the class says it all. */
    private static String reason(FileSystemException failure) {
        String reason = failure.getReason();
        if (reason != null) {
            return reason;
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "is there already";
        }
        return "cannot be used";
    }
}
