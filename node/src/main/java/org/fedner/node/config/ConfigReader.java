package org.fedner.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;

/**
 * Reads YAML into records and writes jobs in their canonical form.
 *
 * <p>Unknown keys, duplicate keys, missing keys and values outside their bounds end in one sentence with file, line and key,
 * exit status 4. Values are never repeated in the sentence.
 */
public final class ConfigReader {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(JsonParser.Feature.ALLOW_COMMENTS)
            .build();

    private ConfigReader() {}

    /** Reads {@code file} as {@code type}. */
    public static <T> T read(Path file, Class<T> type) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refusal(file + ": no such file; check the path", e);
        } catch (IOException e) {
            throw refusal(file + ": cannot be read; check its permissions", e);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw refusal(file + ": is empty; see docs/operations.md for the keys", null);
        }
        try {
            T value = YAML.readValue(bytes, type);
            if (value == null) {
                throw refusal(file + ": is empty; see docs/operations.md for the keys", null);
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw refusal(unknownKey(file + ":" + lineOf(e.getPropertyName(), text), e), e);
        } catch (IOException e) {
            throw refusal(describe(file.toString(), e), e);
        }
    }

    /** The keys of the file's first level, known or not. */
    public static Set<String> keys(Path file) {
        Map<?, ?> read = read(file, Map.class);
        return read.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    /** The job's canonical bytes: JSON, keys in the record's order. The same job gives the same bytes everywhere. */
    public static byte[] encode(Job job) {
        try {
            return JSON.writeValueAsString(job).concat("\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job is always writable", e);
        }
    }

    /** Reads a job back; {@code origin} says in a refusal where it came from. Bytes that are not canonical are refused. */
    public static Job decode(byte[] bytes, String origin) {
        try {
            Job job = JSON.readValue(bytes, Job.class);
            if (job == null || !Arrays.equals(encode(job), bytes)) {
                throw refusal(
                        origin + ": is not a job in canonical form; sign it again with 'fedner provision job'", null);
            }
            return job;
        } catch (IOException e) {
            throw refusal(describe(origin, e), e);
        }
    }

    private static String describe(String origin, IOException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return unknownKey(origin, unknown);
        }
        if (failure instanceof ValueInstantiationException bound
                && bound.getCause() instanceof IllegalArgumentException) {
            return "%s: %s".formatted(origin, bound.getCause().getMessage());
        }
        if (failure instanceof JsonMappingException mapping) {
            if (mapping.getOriginalMessage().startsWith("Duplicate")) {
                return "%s:%d: a key occurs twice; keep one of them".formatted(origin, line(mapping));
            }
            String key = mapping.getPath().stream()
                    .map(reference -> reference.getFieldName() == null
                            ? Integer.toString(reference.getIndex())
                            : reference.getFieldName())
                    .collect(Collectors.joining("."));
            return key.isEmpty()
                    ? origin + ": holds no keys with values; see docs/operations.md for the keys"
                    : "%s:%d: key '%s' has a value of the wrong kind".formatted(origin, line(mapping), key);
        }
        if (failure instanceof JsonProcessingException syntax) {
            boolean duplicate = syntax.getOriginalMessage().startsWith("Duplicate");
            return "%s:%d: %s"
                    .formatted(
                            origin,
                            line(syntax),
                            duplicate ? "a key occurs twice; keep one of them" : "not well-formed");
        }
        return origin + ": cannot be read";
    }

    private static String unknownKey(String origin, UnrecognizedPropertyException unknown) {
        String known = unknown.getKnownPropertyIds().stream()
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(", "));
        return "%s: unknown key '%s'; known keys here: %s".formatted(origin, unknown.getPropertyName(), known);
    }

    /** Where the key stands first; the parser itself has already read on when it complains. */
    private static int lineOf(String key, String text) {
        Matcher matcher = Pattern.compile("(^|[\\s{,\"'])" + Pattern.quote(key) + "[\"']?\\s*:")
                .matcher(text);
        return matcher.find() ? (int) text.substring(0, matcher.end()).lines().count() : 1;
    }

    private static int line(JsonProcessingException failure) {
        return failure.getLocation() == null ? 0 : failure.getLocation().getLineNr();
    }

    private static FailureException refusal(String sentence, Throwable cause) {
        return new FailureException(ExitCode.BAD_CONFIGURATION, sentence, cause);
    }
}
