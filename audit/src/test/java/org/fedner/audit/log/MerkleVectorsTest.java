package org.fedner.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.fedner.audit.SharedVectors;
import org.junit.jupiter.api.Test;

/** Vectors and probes of transparency-dev/merkle. */
class MerkleVectorsTest {

    @Test
    void hashesRootsAndProofsAreThoseOfRfc6962() throws Exception {
        JsonNode vectors = SharedVectors.read("merkle_rfc6962.json");
        List<byte[]> leaves = new ArrayList<>();
        vectors.get("leaves_hex").forEach(leaf -> leaves.add(HexFormat.of().parseHex(leaf.asText())));
        MemoryTree tree = new MemoryTree(leaves);
        for (int size = 0; size <= leaves.size(); size++) {
            CompactRange range = new CompactRange();
            leaves.subList(0, size).forEach(leaf -> range.append(MerkleHash.leaf(leaf)));
            assertThat(hex(range.root()))
                    .isEqualTo(vectors.get("roots_by_size").get(size).asText());
        }
        for (JsonNode vector : vectors.get("inclusion")) {
            long size = vector.get("size").asLong();
            assertThat(MerkleProof.inclusion(tree, vector.get("index").asLong(), size).stream()
                            .map(MerkleVectorsTest::hex))
                    .containsExactlyElementsOf(texts(vector.get("proof")));
        }
        for (JsonNode vector : vectors.get("consistency")) {
            long size = vector.get("size2").asLong();
            assertThat(MerkleProof.consistency(tree, vector.get("size1").asLong(), size).stream()
                            .map(MerkleVectorsTest::hex))
                    .containsExactlyElementsOf(texts(vector.get("proof")));
        }
    }

    @Test
    void everyProbeIsAcceptedOrRefusedAsItShould() throws Exception {
        JsonNode probes = SharedVectors.read("merkle_probes.json");
        assertThat(probes.get("inclusion")).hasSize(98);
        assertThat(probes.get("consistency")).hasSize(98);
        for (JsonNode probe : probes.get("inclusion")) {
            boolean accepted = MerkleProof.includes(
                    bytes(probe.get("leafHash")),
                    probe.get("leafIdx").asLong(),
                    probe.get("treeSize").asLong(),
                    proof(probe),
                    bytes(probe.get("root")));
            assertThat(accepted)
                    .as(probe.get("file").asText())
                    .isNotEqualTo(probe.get("wantErr").asBoolean());
        }
        for (JsonNode probe : probes.get("consistency")) {
            boolean accepted = MerkleProof.isConsistent(
                    probe.get("size1").asLong(),
                    probe.get("size2").asLong(),
                    proof(probe),
                    bytes(probe.get("root1")),
                    bytes(probe.get("root2")));
            assertThat(accepted)
                    .as(probe.get("file").asText())
                    .isNotEqualTo(probe.get("wantErr").asBoolean());
        }
    }

    @Test
    void tilesOfALargeTreeAreThoseOfTheReference() throws Exception {
        JsonNode vectors = SharedVectors.read("tlog_tiles.json");
        for (JsonNode path : vectors.get("paths")) {
            if (path.get("level").isInt()) {
                TilePath tile = new TilePath(
                        path.get("level").asInt(),
                        path.get("index").asLong(),
                        path.get("width").asInt());
                assertThat(tile.toString()).isEqualTo(path.get("path").asText());
                assertThat(TilePath.parse(path.get("path").asText())).contains(tile);
            }
        }
        JsonNode large = vectors.get("large_tree");
        HashTiles tiles = new HashTiles();
        CompactRange range = new CompactRange();
        Map<String, String> digests = new HashMap<>();
        HashTiles.Sink sink = (tile, hashes) ->
                digests.put(tile.toString(), hex(org.fedner.crypto.expansion.Sha256.of(hashes)) + " " + hashes.length);
        for (int i = 0; i < 70_000; i++) {
            byte[] hash = MerkleHash.leaf(("leaf " + i).getBytes(StandardCharsets.US_ASCII));
            range.append(hash);
            tiles.append(hash, sink);
            JsonNode root = large.get("roots_by_size").get(Long.toString(range.size()));
            if (root != null) {
                assertThat(hex(range.root())).isEqualTo(root.asText());
            }
        }
        tiles.partial(sink);
        assertThat(digests).hasSize(large.get("tile_files_at_70000").asInt());
        large.get("tiles_at_70000").properties().forEach(tile -> assertThat(digests.get(tile.getKey()))
                .isEqualTo(tile.getValue().get("sha256").asText() + " "
                        + tile.getValue().get("bytes").asInt()));
    }

    @Test
    void theGoldenLogOfTesseraIsReproduced() throws Exception {
        JsonNode log = SharedVectors.read("tlog_tiles.json").get("log");
        List<byte[]> leaves = new ArrayList<>();
        HashTiles tiles = new HashTiles();
        for (JsonNode entry : log.get("entries_utf8")) {
            byte[] leaf = entry.asText().getBytes(StandardCharsets.UTF_8);
            leaves.add(leaf);
            tiles.append(MerkleHash.leaf(leaf), (tile, hashes) -> {});
        }
        assertThat(hex(EntryBundle.encode(leaves)))
                .isEqualTo(log.get("entry_bundle_15_hex").asText());
        tiles.partial((tile, hashes) ->
                assertThat(hex(hashes)).isEqualTo(log.get("hash_tile_15_hex").asText()));
        org.fedner.audit.note.Vkey vkey =
                org.fedner.audit.note.Vkey.parse(log.get("vkey").asText());
        CompactRange range = new CompactRange();
        for (int size = 0; size <= leaves.size(); size++) {
            if (size > 0) {
                range.append(MerkleHash.leaf(leaves.get(size - 1)));
            }
            byte[] note =
                    log.get("checkpoints").get(Integer.toString(size)).asText().getBytes(StandardCharsets.UTF_8);
            org.fedner.audit.note.SignedNote signed = org.fedner.audit.note.SignedNote.parse(note);
            assertThat(signed.verify(List.of(vkey))).containsExactly(vkey);
            assertThat(org.fedner.audit.note.Checkpoint.parse(signed.text()))
                    .isEqualTo(new org.fedner.audit.note.Checkpoint(vkey.name(), size, range.root()));
        }
    }

    private static List<byte[]> proof(JsonNode probe) {
        List<byte[]> proof = new ArrayList<>();
        if (probe.hasNonNull("proof")) {
            probe.get("proof").forEach(hash -> proof.add(bytes(hash)));
        }
        return proof;
    }

    private static byte[] bytes(JsonNode base64) {
        return base64 == null || base64.isNull()
                ? new byte[0]
                : Base64.getDecoder().decode(base64.asText());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
