package io.zerocopy.examples.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second broker out of a folder, until its owner closes it or the process dies.
 *
 * <p>Another process is kept out by the lock on a file. A second opener in this process must be kept away from that
 * very file: POSIX drops all of a process's locks on a file as soon as the process closes any descriptor of it. So it
 * is looked up first, without being opened, in a list that the whole JVM shares.
 */
final class FolderLock implements Closeable {
    /**
     * The list is the system properties, which are one for all class loaders; the names are what the file system calls
     * the lock files, whatever path has led there.
     */
    private static final String HELD = "io.zerocopy.examples.log.held.";

    /** Of a file that somebody in this process has locked without being in the list. Closing it would unlock it. */
    private static final Set<FileChannel> NEVER_CLOSED = ConcurrentHashMap.newKeySet();

    private final FileChannel file;
    private final String name;

    private FolderLock(FileChannel file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Takes the folder, or says who has it. */
    static FolderLock take(Path folder) throws IOException {
        synchronized (FolderLock.class) {
            Path path = folder.resolve("lock");
            String name = HELD + keyOf(path);
            if (held().putIfAbsent(name, path.toString()) != null) {
                throw runsAlready(folder);
            }
            try {
                return new FolderLock(lock(path, folder), name);
            } catch (IOException | RuntimeException | Error e) {
                held().remove(name);
                throw e;
            }
        }
    }

    private static Properties held() {
        return System.getProperties();
    }

    private static Object keyOf(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // It stays when a broker ends: who deletes a lock file lets two take it.
        }
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        // Windows has no such key; there another descriptor does no harm.
        return key == null ? path.toRealPath() : key;
    }

    private static FileChannel lock(Path path, Path folder) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return file;
            }
        } catch (OverlappingFileLockException e) {
            NEVER_CLOSED.add(file);
            throw runsAlready(folder);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
        file.close();
        throw runsAlready(folder);
    }

    private static IOException runsAlready(Path folder) {
        return new IOException("'" + folder + "' is the log of a broker that runs already");
    }

    @Override
    public void close() throws IOException {
        synchronized (FolderLock.class) {
            if (file.isOpen()) {
                // In this order: who finds the name free opens the file.
                file.close();
                held().remove(name);
            }
        }
    }
}
