package org.fedner.node.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Links a Java runtime that holds the modules Fedner needs: those that {@code jdeps} finds in its classes and those of
 * its libraries, less {@link #WITHOUT}, and {@link #UNSEEN}. It is of the system that builds it.
 */
final class JavaRuntime {
    /** Found by service or by name, so no class file refers to them. */
    private static final Map<String, String> UNSEEN =
            new TreeMap<>(Map.of("jdk.crypto.ec", "key exchange and signatures by elliptic curves in TLS 1.3"));

    /** Referred to by parts of libraries that nothing here calls. */
    private static final Map<String, String> WITHOUT = new TreeMap<>(Map.of(
            "java.desktop", "bean editors of snakeyaml and commons-lang3, windows of commons-math3",
            "java.sql", "dates of databases in jackson, a certificate store in bouncycastle"));

    private JavaRuntime() {}

    /**
     * Arguments: Fedner's jar, the folder of its libraries, a file to write all their classes to, the folder to link into,
     * which must not exist.
     */
    public static void main(String[] arguments) throws IOException {
        Path classes = Path.of(arguments[2]);
        gather(Path.of(arguments[0]), Path.of(arguments[1]), classes);
        TreeSet<String> modules = run("jdeps", List.of("--ignore-missing-deps", "--list-deps", classes.toString()))
                .lines()
                .map(line -> line.strip().split("/")[0])
                .filter(name -> name.matches("(java|jdk)(\\.[a-z]+)+"))
                .collect(Collectors.toCollection(TreeSet::new));
        modules.removeAll(WITHOUT.keySet());
        modules.addAll(UNSEEN.keySet());
        System.out.println("java runtime: " + String.join(",", modules));
        run(
                "jlink",
                List.of(
                        "--add-modules",
                        String.join(",", modules),
                        "--no-header-files",
                        "--no-man-pages",
                        "--strip-java-debug-attributes",
                        "--output",
                        arguments[3]));
    }

    /** One archive without module descriptions: by these, jdeps would look for modules that class paths do not need. */
    private static void gather(Path program, Path libraries, Path to) throws IOException {
        Set<String> taken = new HashSet<>();
        try (Stream<Path> jars =
                        Stream.concat(Stream.of(program), Files.list(libraries).sorted());
                ZipOutputStream all = new ZipOutputStream(Files.newOutputStream(to))) {
            all.setLevel(Deflater.NO_COMPRESSION);
            for (Path path : jars.toList()) {
                try (ZipInputStream jar = new ZipInputStream(Files.newInputStream(path))) {
                    for (ZipEntry each = jar.getNextEntry(); each != null; each = jar.getNextEntry()) {
                        if (isClass(each.getName()) && taken.add(each.getName())) {
                            all.putNextEntry(new ZipEntry(each.getName()));
                            jar.transferTo(all);
                        }
                    }
                }
            }
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class") && !name.startsWith("META-INF/");
    }

    private static String run(String tool, List<String> arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int status = ToolProvider.findFirst(tool)
                .orElseThrow(() -> new IllegalStateException("no " + tool + " here; build with a whole JDK"))
                .run(out, out, arguments.toArray(String[]::new));
        String said = bytes.toString(StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IllegalStateException(tool + " failed: " + said);
        }
        return said;
    }
}
