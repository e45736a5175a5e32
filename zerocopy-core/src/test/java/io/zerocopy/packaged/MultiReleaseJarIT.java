package io.zerocopy.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Jdks;
import io.zerocopy.testkit.Jdks.Jdk;
import io.zerocopy.testkit.Skip;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/** What the tools of each JDK, 17's above all, say to the jar that is released. */
class MultiReleaseJarIT {
    private static final Path JAR = ChildJvm.home(ZeroCopyTransfer.class);
    private static final String VERSION = "META-INF/versions/22/";
    private static final String OVERLAY = VERSION + "io/zerocopy/linux/";
    private static final int JAVA_17 = 61;
    private static final int JAVA_22 = 66;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void requireJar() {
        Skip.unless(Files.isRegularFile(JAR), "the library's classes do not come from a jar");
    }

    private record Answer(int exitCode, String text) {}

    private Answer run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            ChildJvm.kill(process);
            throw new AssertionError(List.of(command) + " takes too long");
        }
        return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private static String withDependencies() {
        return String.join(
                File.pathSeparator,
                JAR.toString(),
                ChildJvm.home(Logger.class).toString(),
                ChildJvm.home(NullMarked.class).toString());
    }

    private static Stream<Jdk> jdks() throws IOException {
        return Jdks.all().stream();
    }

    @Test
    void theOverlayIsOfOnePackageAndTheRestIsOf17() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile(), false)) {
            assertThat(jar.isMultiRelease()).isTrue();
            // Not needed: there is a descriptor.
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isNull();
            assertThat(jar.getEntry("module-info.class")).isNotNull();
            for (JarEntry entry : jar.stream()
                    .filter(file -> file.getName().endsWith(".class"))
                    .toList()) {
                boolean isVersioned = entry.getName().startsWith("META-INF/");
                if (isVersioned) {
                    assertThat(entry.getName()).startsWith(OVERLAY);
                }
                try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
                    in.readInt();
                    in.readUnsignedShort();
                    assertThat(in.readUnsignedShort()).as(entry.getName()).isEqualTo(isVersioned ? JAVA_22 : JAVA_17);
                }
            }
        }
    }

    /** A debugger that stops in a class of the overlay shows the overlay's source, not its twin's. */
    @Test
    void theSourcesOfTheOverlayAreInTheSourcesJar() throws Exception {
        Path sources = JAR.resolveSibling(JAR.getFileName().toString().replace(".jar", "-sources.jar"));
        try (JarFile classes = new JarFile(JAR.toFile());
                JarFile jar = new JarFile(sources.toFile())) {
            assertThat(classes.stream().map(JarEntry::getName)).noneMatch(name -> name.endsWith(".java"));
            List<String> named = classes.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(OVERLAY) && name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.replace(".class", ".java"))
                    .toList();
            assertThat(jar.stream().map(JarEntry::getName)).containsAll(named);
            for (String name : named) {
                Path written = Path.of("src", "main", "java22").resolve(name.substring(VERSION.length()));
                try (InputStream packaged = jar.getInputStream(jar.getEntry(name))) {
                    assertThat(packaged.readAllBytes()).isEqualTo(Files.readAllBytes(written));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void itCompilesWithAllWarnings(Jdk jdk) throws Exception {
        Path user = Files.writeString(
                folder.resolve("User.java"),
                "package user; class User { Object said = io.zerocopy.ZeroCopyTransfer.capabilities(); }");
        Path module =
                Files.writeString(folder.resolve("module-info.java"), "module user { requires io.zerocopy.core; }");
        String path = withDependencies();
        String to = folder.resolve("classes").toString();
        String javac = jdk.tool("javac");
        Answer onClassPath = run(javac, "-Xlint:all", "-Werror", "-d", to, "-cp", path, user.toString());
        assertThat(onClassPath).isEqualTo(new Answer(0, ""));
        Answer asModule = run(javac, "-Xlint:all", "-Werror", "-d", to, "-p", path, module.toString(), user.toString());
        assertThat(asModule).isEqualTo(new Answer(0, ""));
    }

    /** Any multi-release jar makes jdeps ask for a version. */
    @ParameterizedTest
    @MethodSource("jdks")
    void jdepsWantsToKnowTheVersion(Jdk jdk) throws Exception {
        Answer without = run(jdk.tool("jdeps"), "-s", "--module-path", withDependencies(), JAR.toString());
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.text()).contains("--multi-release option is not set");
        Answer with = run(
                jdk.tool("jdeps"),
                "-s",
                "--multi-release",
                String.valueOf(jdk.version()),
                "--module-path",
                withDependencies(),
                JAR.toString());
        assertThat(with.exitCode()).as(with.text()).isZero();
        assertThat(with.text()).contains("io.zerocopy.core -> java.base");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theJarToolDescribesIt(Jdk jdk) throws Exception {
        Answer described = run(jdk.tool("jar"), "--describe-module", "--file", JAR.toString());
        assertThat(described.exitCode()).as(described.text()).isZero();
        assertThat(described.text()).contains("exports io.zerocopy\n", "contains io.zerocopy.linux");
        assertThat(described.text()).doesNotContain("automatic");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theJarToolOf17CannotValidateAndThatOf25FindsNothing(Jdk jdk) throws Exception {
        Answer validated = run(jdk.tool("jar"), "--validate", "--file", JAR.toString());
        if (jdk.version() >= 22) {
            assertThat(validated).isEqualTo(new Answer(0, ""));
        } else if (jdk.version() == 17) {
            // It reads no records and no sealed classes, in any jar, and no class files of 22: which it meets first
            // differs.
            assertThat(validated.exitCode()).isEqualTo(1);
            assertThat(validated.text())
                    .containsAnyOf(
                            "requires ASM8", "requires ASM9_EXPERIMENTAL", "Unsupported class file major version 66");
        }
    }

    /** Of all that a JVM wants a flag for there is one method, and none of it for JDK 17. */
    @ParameterizedTest
    @MethodSource("jdks")
    void oneRestrictedMethodIsCalled(Jdk jdk) throws Exception {
        Path tool = Path.of(jdk.tool("jnativescan"));
        Skip.unless(Files.isExecutable(tool), "no jnativescan in JDK " + jdk.version());
        Answer for17 = nativeScan(tool, "17");
        assertThat(for17.exitCode()).as(for17.text()).isZero();
        assertThat(for17.text()).contains("<no restricted methods>");
        Answer for25 = nativeScan(tool, String.valueOf(jdk.version()));
        assertThat(for25.exitCode()).as(for25.text()).isZero();
        if (hasOverlay()) {
            assertThat(for25.text().lines().filter(line -> line.contains("::") && line.contains("java.lang.foreign")))
                    .hasSize(1)
                    .allMatch(line -> line.contains("java.lang.foreign.Linker::downcallHandle"));
        } else {
            assertThat(for25.text()).contains("<no restricted methods>");
        }
    }

    private Answer nativeScan(Path tool, String release) throws IOException, InterruptedException {
        return run(
                tool.toString(),
                "--module-path",
                withDependencies(),
                "--add-modules",
                "io.zerocopy.core",
                "--release",
                release);
    }

    private static boolean hasOverlay() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.getEntry(OVERLAY + "SystemCalls.class") != null;
        }
    }
}
