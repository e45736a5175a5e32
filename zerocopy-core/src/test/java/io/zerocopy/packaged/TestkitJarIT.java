package io.zerocopy.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.Skip;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar of the kit has what its package-info promises, and can do without all that its users need not have. */
class TestkitJarIT {
    private static final Path CORE = ChildJvm.home(ZeroCopyTransfer.class);
    private static final Path JAR = Path.of(CORE.toString().replaceFirst("\\.jar$", "-testkit.jar"));
    private static final String PACKAGE = "io/zerocopy/testkit/";
    private static final Set<String> FOR_JUNIT = Set.of(LeftOvers.class.getName(), Skip.class.getName());

    @BeforeAll
    static void requireJar() {
        Skip.unless(Files.isRegularFile(CORE), "the library's classes do not come from a jar");
    }

    @Test
    void itIsOfOnePackageWithItsLicence() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> files = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> !name.endsWith("/") && !name.startsWith("META-INF/maven/"))
                    .toList();
            assertThat(files)
                    .contains("META-INF/LICENSE", PACKAGE + "package-info.class", PACKAGE + "LeakCheck.class")
                    .allMatch(name -> name.startsWith(PACKAGE)
                            || Set.of("META-INF/LICENSE", "META-INF/MANIFEST.MF")
                                    .contains(name))
                    .noneMatch(name -> name.contains("Test"));
        }
    }

    /**
     * Where a class is missing, getDeclaredMethods says so for signatures, and initialisation for what it uses first.
     */
    @Test
    void itNeedsNothingButTheJdk() throws Exception {
        URL[] path = {JAR.toUri().toURL()};
        try (JarFile jar = new JarFile(JAR.toFile());
                URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Set<String> names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toSet());
            assertThat(names).containsAll(FOR_JUNIT).hasSizeGreaterThan(FOR_JUNIT.size());
            for (String name : names) {
                if (!FOR_JUNIT.contains(name)) {
                    assertThat(Class.forName(name, true, loader).getDeclaredMethods())
                            .as(name)
                            .isNotNull();
                }
            }
        }
    }

    /** What a method misses shows only when it is called: jdeps looks into each. */
    @Test
    void itRefersToNothingThatIsMissing() {
        StringWriter told = new StringWriter();
        PrintWriter out = new PrintWriter(told);
        int exitCode = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "--multi-release=base",
                        "--missing-deps",
                        // Otherwise it leaves out references within the package.
                        "-filter:none",
                        "--class-path",
                        CORE.toString(),
                        JAR.toString());
        assertThat(exitCode).as("%s", told).isZero();
        List<String> missing = told.toString()
                .lines()
                .filter(line -> line.startsWith(" "))
                .map(String::strip)
                // An annotation may be missing.
                .filter(line -> !line.contains("org.jspecify.annotations."))
                .toList();
        assertThat(missing)
                .isNotEmpty()
                .allMatch(line -> FOR_JUNIT.stream().anyMatch(name -> line.startsWith(name + " ")), "is for JUnit");
    }
}
