package io.zerocopy.testkit;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;

/** File systems of other providers than the default one, empty. */
public enum OtherFileSystem {
    /** An archive in a folder. */
    ZIP {
        @Override
        public FileSystem open(Path folder) throws IOException {
            URI uri = URI.create("jar:" + folder.resolve("archive.zip").toUri());
            return FileSystems.newFileSystem(uri, Map.of("create", "true"));
        }
    },
    /** In memory. */
    JIMFS {
        @Override
        public FileSystem open(Path folder) {
            return Jimfs.newFileSystem(Configuration.unix());
        }
    };

    /** Opens it; what it needs on the disk goes into the folder. */
    public abstract FileSystem open(Path folder) throws IOException;
}
