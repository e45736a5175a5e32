package io.zerocopy.model;

import io.zerocopy.testkit.OtherFileSystem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A folder in each file system, in which a case finds nothing and makes a file appear. */
final class Landings implements Closeable {
    /** Which file system. */
    enum Where {
        DEFAULT,
        JIMFS,
        ZIP
    }

    private final FileSystem jimfs;
    private final FileSystem zip;
    private final Map<Where, Path> folders;

    Landings(Path folder) throws IOException {
        jimfs = OtherFileSystem.JIMFS.open(folder);
        zip = OtherFileSystem.ZIP.open(folder);
        folders = Map.of(
                Where.DEFAULT, folder.resolve("landing"),
                Where.JIMFS, jimfs.getPath("/landing"),
                Where.ZIP, zip.getPath("/landing"));
        for (Path each : folders.values()) {
            Files.createDirectory(each);
        }
    }

    /** The folder, emptied. */
    Path empty(Where where) throws IOException {
        Path folder = Objects.requireNonNull(folders.get(where));
        for (Path file : list(folder)) {
            Files.delete(file);
        }
        return folder;
    }

    /** A file in the zip file system that stays as it is, of the same content as {@link SourceFiles}. */
    Path zipped(int size) throws IOException {
        Path file = zip.getPath("/of-" + size + "-bytes");
        return Files.exists(file) ? file : Files.write(file, SourceFiles.bytes(0, size));
    }

    static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        try (jimfs) {
            zip.close();
        }
    }
}
