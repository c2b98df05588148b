package org.fedner.node.auditing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.crypto.expansion.Sha256;

/**
 * The program's files as they lie here, by their SHA-256. Where the program runs from a distribution archive, they are compared
 * with the sums that came with it, and described as in its bill of materials. Whoever can change a file can change the sums
 * too, so the list also says which sums these are, for comparison with those of another site or of whoever built the archive.
 */
public final class InstalledSoftware {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TreeSet<Path> files = new TreeSet<>();
    private final Optional<Path> archive;

    /** The libraries of this process: its class path, what a launcher's one jar has beside it in {@code lib}. */
    public static InstalledSoftware running() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry))) {
                jars.add(Path.of(entry).toAbsolutePath().normalize());
            }
        }
        return new InstalledSoftware(jars);
    }

    InstalledSoftware(List<Path> jars) throws IOException {
        Optional<Path> found = Optional.empty();
        for (Path jar : jars) {
            files.add(jar);
            addAll(jar.resolveSibling("lib"), ".jar");
            Path root = jar.resolveSibling("..").normalize();
            if (Files.isRegularFile(root.resolve("SHA256SUMS"))) {
                found = Optional.of(root);
                addAll(root.resolve("native"), "");
                addAll(root.resolve("runtime/lib/server"), "");
                files.add(root.resolve("runtime/lib/modules"));
            }
        }
        this.archive = found;
    }

    private void addAll(Path folder, String ending) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> listed = Files.list(folder)) {
                listed.filter(file -> file.toString().endsWith(ending)).forEach(files::add);
            }
        }
    }

    /** The bill of materials of the archive that the program runs from. */
    public Optional<Path> bill() {
        return archive.map(root -> root.resolve("sbom.json"));
    }

    /**
     * A CycloneDX 1.5 document. From an archive, {@code fedner:delivered} says of each component whether it has the sum it came
     * with.
     */
    public Map<String, Object> list() throws IOException {
        Map<String, JsonNode> described = described();
        Set<String> sums = archive.isPresent() ? Set.copyOf(Files.readAllLines(sums(archive.get()))) : Set.of();
        List<Map<String, Object>> components = new ArrayList<>();
        for (Path file : files) {
            String sha256 = sha256(file);
            Map<String, Object> component = component(file, sha256, Optional.ofNullable(described.get(sha256)));
            archive.ifPresent(root -> {
                boolean asDelivered = sums.contains(
                        sha256 + "  " + root.relativize(file).toString().replace('\\', '/'));
                component.put("properties", List.of(property("fedner:delivered", asDelivered ? "yes" : "no")));
            });
            components.add(component);
        }
        Map<String, Object> software = new LinkedHashMap<>();
        software.put("bomFormat", "CycloneDX");
        software.put("specVersion", "1.5");
        software.put("version", 1);
        if (archive.isPresent()) {
            software.put("properties", List.of(property("fedner:sums", sha256(sums(archive.get())))));
        }
        software.put("components", components);
        return software;
    }

    private static Path sums(Path root) {
        return root.resolve("SHA256SUMS");
    }

    private static Map<String, String> property(String name, String value) {
        Map<String, String> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("value", value);
        return property;
    }

    private static Map<String, Object> component(Path file, String sha256, Optional<JsonNode> described) {
        Matcher name = JAR.matcher(file.getFileName().toString());
        boolean versioned = name.matches();
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", versioned ? "library" : "file");
        component.put("name", versioned ? name.group(1) : file.getFileName().toString());
        component.put("version", versioned ? name.group(2) : "");
        described.ifPresent(bill -> {
            for (String field : List.of("group", "name", "version", "purl", "licenses")) {
                if (bill.has(field)) {
                    component.put(field, bill.get(field));
                }
            }
        });
        component.put("hashes", List.of(Map.of("alg", "SHA-256", "content", sha256)));
        return component;
    }

    /** The bill's components by their digests. */
    private Map<String, JsonNode> described() throws IOException {
        Map<String, JsonNode> described = new LinkedHashMap<>();
        if (archive.isPresent()) {
            for (JsonNode component :
                    JSON.readTree(bill().orElseThrow().toFile()).path("components")) {
                component
                        .path("hashes")
                        .forEach(hash -> described.put(hash.path("content").asText(), component));
            }
        }
        return described;
    }

    private static String sha256(Path file) throws IOException {
        Sha256 digest = new Sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[1 << 16];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return Sha256Hex.of(digest.finish()).hex();
    }
}
