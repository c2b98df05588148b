package org.fedner.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of a configuration file, as docs/operations.md explains it: that page is part of the program, so the two cannot
 * differ.
 *
 * @param file such as {@code policy.yaml}
 * @param name with the sections it stands in, such as {@code server.host}
 * @param meaning plain text
 * @param ifAbsent what holds without the key, or {@code required}
 */
public record ConfigKey(String file, String name, String meaning, String ifAbsent) {
    private static final String PAGE = "operations.md";
    private static final Pattern HEADING = Pattern.compile("### (\\S+\\.yaml)");
    private static final Pattern ROW = Pattern.compile("\\| (`.*?) \\| (.*) \\| (.*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    /** All keys of all files, in the order of the page. */
    public static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        String file = "";
        for (String line : page().lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (line.startsWith("#")) {
                file = heading.matches() ? heading.group(1) : "";
            } else if (!file.isEmpty() && row.matches()) {
                keys.addAll(ofRow(file, row));
            }
        }
        return List.copyOf(keys);
    }

    /** The keys of one file. */
    public static List<ConfigKey> of(String file) {
        return all().stream().filter(key -> key.file().equals(file)).toList();
    }

    /** A row may explain several keys; those after the first may leave out the section they share with it. */
    private static List<ConfigKey> ofRow(String file, Matcher row) {
        List<ConfigKey> keys = new ArrayList<>();
        List<String> defaults = Arrays.stream(row.group(3).split(", (?![^\\[]*\\])"))
                .map(ConfigKey::plain)
                .toList();
        Matcher names = CODE.matcher(row.group(1));
        String section = "";
        while (names.find()) {
            String name = names.group(1).startsWith(".") ? section + names.group(1) : names.group(1);
            section = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "";
            String ifAbsent = defaults.get(Math.min(keys.size(), defaults.size() - 1));
            keys.add(new ConfigKey(file, name, plain(row.group(2)), ifAbsent));
        }
        return keys;
    }

    /** Without the marks of Markdown. */
    private static String plain(String text) {
        return text.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replace("`", "");
    }

    private static String page() {
        try (InputStream in = ConfigKey.class.getResourceAsStream(PAGE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name for people who have misspelt it: the keys of this file that look like it. */
    public static List<String> like(String name) {
        return all().stream()
                .map(ConfigKey::name)
                .filter(known -> known.contains(name) || name.contains(known))
                .distinct()
                .collect(Collectors.toList());
    }
}
