package org.fedner.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Corpora of a few invented sentences, enough for every line of the program to run and learned within seconds. */
public final class TinyNotes {
    /** Appears in every corpus as a token. */
    public static final String CANARY_TOKEN = "Zyqwanorexatide";

    /** Part of every entity type's name. */
    public static final String CANARY_TYPE = "Quivbeltism";

    /** Part of every folder's name. */
    public static final String CANARY_FOLDER = "wexfolprivate";

    private TinyNotes() {}

    /** Three corpora with different types; by platform name. */
    public static Map<String, Path> three(Path root) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String name : List.of("north", "south", "west")) {
            folders.put(name, write(root.resolve(name + "-" + CANARY_FOLDER), CANARY_TYPE + name));
        }
        return folders;
    }

    /** The arguments {@code --platform NAME=DIR} for these folders. */
    public static List<Object> options(Map<String, Path> folders) {
        List<Object> options = new ArrayList<>();
        folders.forEach((name, folder) -> {
            options.add("--platform");
            options.add(name + "=" + folder);
        });
        return options;
    }

    /** One corpus with one entity type. */
    public static Path write(Path folder, String type) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("train.conll"), sentences(18, type));
            Files.writeString(folder.resolve("dev.conll"), sentences(5, type));
            Files.writeString(folder.resolve("test.conll"), sentences(5, type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static String sentences(int count, String type) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("The\tO\npatient\tO\ntook\tO\n")
                    .append(i % 3 == 0 ? CANARY_TOKEN : "agent" + i % 4)
                    .append("\tB-")
                    .append(type)
                    .append("\n")
                    .append(i % 2 == 0 ? "forte\tI-" + type + "\n" : "")
                    .append(".\tO\n\n");
        }
        return text.toString();
    }
}
