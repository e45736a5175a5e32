package io.zerocopy.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs of this machine that can be found: this one, and those in the folder that it is in. */
public final class Jdks {
    private Jdks() {}

    /** A JDK and its feature version. */
    public record Jdk(int version, Path home) {
        /** A tool of it. */
        public String tool(String name) {
            return home.resolve("bin").resolve(name).toString();
        }
    }

    /** The JDK that this JVM is of. */
    public static Jdk current() {
        return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /** One of each version, this JVM's among them, the oldest first. */
    public static List<Jdk> all() throws IOException {
        Jdk current = current();
        TreeMap<Integer, Jdk> found = new TreeMap<>();
        try (Stream<Path> homes = Files.list(current.home().toRealPath().getParent())) {
            for (Path home : homes.sorted(Comparator.reverseOrder()).toList()) {
                versionOf(home).ifPresent(version -> found.put(version, new Jdk(version, home)));
            }
        }
        found.put(current.version(), current);
        return List.copyOf(found.values());
    }

    /** The one of this version; skips the test, loudly, where there is none. */
    public static Jdk require(int version) throws IOException {
        Optional<Jdk> jdk =
                all().stream().filter(found -> found.version() == version).findFirst();
        Skip.unless(jdk.isPresent(), "no JDK " + version + " beside this one");
        return jdk.orElseThrow();
    }

    private static Optional<Integer> versionOf(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("javac")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        int feature = version.isEmpty() ? 0 : Runtime.Version.parse(version).feature();
        return feature >= 17 ? Optional.of(feature) : Optional.empty();
    }
}
