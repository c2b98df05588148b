package org.fedner.audit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SharedVectors;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

/** The official JCS vectors: those within our part of JSON are reproduced, the others are refused. */
class CanonicalJsonVectorsTest {

    @Test
    void vectorsWithinTheRestrictionAreReproducedAndOthersRefused() throws Exception {
        List<String> outside = new ArrayList<>();
        for (JsonNode vector : SharedVectors.read("jcs_rfc8785.json").get("cases")) {
            byte[] canonical =
                    Base64.getDecoder().decode(vector.get("output_b64").asText());
            JsonNode input = new ObjectMapper()
                    .readTree(Base64.getDecoder().decode(vector.get("input_b64").asText()));
            if (isWithin(input)) {
                assertThat(CanonicalJson.encode(convert(input))).isEqualTo(canonical);
                assertThat(CanonicalJson.encode(CanonicalJson.decode(canonical)))
                        .isEqualTo(canonical);
            } else {
                outside.add(vector.get("name").asText());
                assertThatThrownBy(() -> CanonicalJson.decode(canonical)).isInstanceOf(MalformedLeafException.class);
            }
        }
        assertThat(outside).containsExactlyInAnyOrder("arrays.json", "values.json");
    }

    @Test
    void theCommitmentOfTheExampleIsReproduced() throws Exception {
        JsonNode commit = SharedVectors.read("audit_event_example.json").get("commit");
        SecretBytes salt = SecretBytes.owning(
                HexFormat.of().parseHex(commit.get("salt_hex").asText()));
        assertThat(Commitment.to(salt, commit.get("field").asText(), convert(commit.get("value")))
                        .hex())
                .isEqualTo(commit.get("commitment").asText());
    }

    @Test
    void ownVector() throws Exception {
        JsonValue.JsonObject value = new JsonValue.JsonObject(new TreeMap<>(Map.of(
                "\u20ac", new JsonValue.JsonInteger(-9007199254740991L),
                "\r", new JsonValue.JsonString("\u0001\"\\/\u007f\ud83d\ude00"),
                "a", new JsonValue.JsonArray(List.of()))));
        String expected = "{\"\\r\":\"\\u0001\\\"\\\\/\u007f\ud83d\ude00\",\"a\":[],\"\u20ac\":-9007199254740991}";
        assertThat(CanonicalJson.encode(value)).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
        assertThat(CanonicalJson.decode(CanonicalJson.encode(value))).isEqualTo(value);
        assertThat(EventSamples.digest(1).hex()).hasSize(64);
    }

    private static boolean isWithin(JsonNode node) {
        if (node.isContainerNode()) {
            for (JsonNode child : node) {
                if (!isWithin(child)) {
                    return false;
                }
            }
            return true;
        }
        return node.isTextual()
                || node.isNumber()
                        && node.doubleValue() == Math.rint(node.doubleValue())
                        && Math.abs(node.doubleValue()) < JsonValue.MAX_INTEGER;
    }

    private static JsonValue convert(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonValue> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), convert(member.getValue())));
            return new JsonValue.JsonObject(members);
        }
        if (node.isArray()) {
            List<JsonValue> elements = new ArrayList<>();
            node.forEach(element -> elements.add(convert(element)));
            return new JsonValue.JsonArray(elements);
        }
        return node.isTextual() ? new JsonValue.JsonString(node.asText()) : new JsonValue.JsonInteger(node.longValue());
    }
}
