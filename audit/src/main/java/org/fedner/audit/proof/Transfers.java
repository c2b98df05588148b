package org.fedner.audit.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.Ingress;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.Rule;
import org.fedner.audit.verify.Rules;

/**
 * What platforms sent against what the server received: the counts beside rule R1. Two transfers match if key, length and
 * SHA-256 are the same, and each is used once.
 */
public final class Transfers {

    private record Payload(Sha256Hex platform, Sha256Hex sha256, long bytes) {}

    /**
     * One platform's traffic towards the server.
     *
     * @param origin    its log
     * @param sent      payloads that it logged as sent
     * @param bytesSent bytes in them
     * @param received  payloads that the server logged as received from it
     * @param matched   of both
     */
    public record Platform(String origin, long sent, long bytesSent, long received, long matched) {}

    private final Rule rule = Rules.transfers();
    private final Map<String, Sha256Hex> keys = new LinkedHashMap<>();
    private final Map<Payload, Integer> sent = new HashMap<>();
    private final Map<Payload, Integer> received = new HashMap<>();

    /** Reads a log, the server's or a platform's. */
    public void read(Path directory) throws IOException, AuditCorruptException {
        String[] key = new String[1];
        LogLeaves.read(directory, (file, bytes, leaf) -> {
            rule.on(new Rule.Place(directory.toString(), file), leaf);
            take(leaf, key);
        });
    }

    private void take(Leaf leaf, String[] key) {
        if (leaf.event() instanceof IdentityEvent own
                && own.action() == IdentityEvent.Action.OWN
                && own.member().isPresent()) {
            key[0] = own.certSha256().hex();
            keys.put(leaf.log().name(), own.certSha256());
        } else if (leaf.event() instanceof Egress egress
                && key[0] != null
                && egress.dst().equals(Counterpart.SERVER)) {
            sent.merge(new Payload(new Sha256Hex(key[0]), egress.sha256(), egress.bytes()), 1, Integer::sum);
        } else if (leaf.event() instanceof Ingress ingress && key[0] == null) {
            received.merge(new Payload(ingress.peerCertSha256(), ingress.sha256(), ingress.bytes()), 1, Integer::sum);
        }
    }

    /** The platforms whose logs were read, in that order. */
    public List<Platform> platforms() {
        List<Platform> platforms = new ArrayList<>();
        keys.forEach((origin, key) -> {
            long count = 0;
            long bytes = 0;
            long matched = 0;
            for (Map.Entry<Payload, Integer> entry : sent.entrySet()) {
                if (entry.getKey().platform().equals(key)) {
                    count += entry.getValue();
                    bytes += entry.getValue() * entry.getKey().bytes();
                    matched += Math.min(entry.getValue(), received.getOrDefault(entry.getKey(), 0));
                }
            }
            long arrived = received.entrySet().stream()
                    .filter(entry -> entry.getKey().platform().equals(key))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            platforms.add(new Platform(origin, count, bytes, arrived, matched));
        });
        return platforms;
    }

    /** What rule R1 finds. */
    public List<Finding> findings() {
        return rule.conclude();
    }

    /** What rule R1 could not check; after {@link #findings}. */
    public List<String> notices() {
        return rule.notices().stream().distinct().toList();
    }
}
