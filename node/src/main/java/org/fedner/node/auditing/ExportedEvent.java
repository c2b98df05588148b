package org.fedner.node.auditing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EgressBlock;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.EventType;
import org.fedner.audit.event.Ingress;
import org.fedner.audit.event.JobReject;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.MerkleHash;

/**
 * A leaf in the forms of other systems: FHIR R4 AuditEvent (type by DICOM PS3.16 CID 400: 110106 export, 110107 import, 110100
 * application activity) and RFC 5424 syslog (facility 13, log audit). Both carry index, leaf hash and covering checkpoint.
 *
 * @param leaf           the event
 * @param bytes          its bytes in the log
 * @param checkpointSize of the first signed checkpoint that covers it; 0 if none does yet
 */
public record ExportedEvent(Leaf leaf, byte[] bytes, long checkpointSize) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final int LOG_AUDIT = 13;

    /** What a reader must see to judge: an event went well, was refused, or failed. */
    private enum Outcome {
        SUCCESS("0", 6),
        MINOR_FAILURE("4", 4),
        SERIOUS_FAILURE("8", 3);

        private final String fhir;
        private final int severity;

        Outcome(String fhir, int severity) {
            this.fhir = fhir;
            this.severity = severity;
        }
    }

    private record Payload(Sha256Hex peer, Sha256Hex sha256, long bytes) {}

    /** An AuditEvent resource without line breaks. */
    public String fhir() {
        ObjectNode resource = JSON.createObjectNode();
        resource.put("resourceType", "AuditEvent");
        resource.set("type", type());
        resource.putArray("subtype")
                .addObject()
                .put("system", "https://fedner.example/audit/event")
                .put("code", typeName());
        resource.put("action", leaf.event() instanceof Egress ? "R" : leaf.event() instanceof Ingress ? "C" : "E");
        resource.put("recorded", leaf.ts().toString());
        resource.put("outcome", outcome().fhir);
        ArrayNode agents = resource.putArray("agent");
        agent(agents, leaf.log().name(), "process").put("requestor", false);
        payload().ifPresent(payload -> agent(agents, payload.peer().hex(), "peer key SHA-256")
                .put("requestor", false));
        resource.putObject("source")
                .putObject("observer")
                .put("display", leaf.log().name());
        ObjectNode entity = resource.putArray("entity").addObject();
        entity.putObject("what")
                .put(
                        "display",
                        "entry %d of %s".formatted(leaf.seq(), leaf.log().name()));
        ArrayNode detail = entity.putArray("detail");
        detail(detail, "log-index", Long.toString(leaf.seq()));
        detail(detail, "leaf-hash", leafHash());
        detail(detail, "checkpoint-size", Long.toString(checkpointSize));
        payload().ifPresent(payload -> {
            detail(detail, "sha256", payload.sha256().hex());
            detail(detail, "bytes", Long.toString(payload.bytes()));
        });
        return resource.toString();
    }

    private ObjectNode type() {
        ObjectNode type = JSON.createObjectNode().put("system", DICOM);
        if (leaf.event() instanceof Egress || leaf.event() instanceof EgressBlock) {
            return type.put("code", "110106").put("display", "Export");
        }
        return leaf.event() instanceof Ingress
                ? type.put("code", "110107").put("display", "Import")
                : type.put("code", "110100").put("display", "Application Activity");
    }

    private static ObjectNode agent(ArrayNode agents, String identifier, String what) {
        ObjectNode agent = agents.addObject();
        agent.putObject("who").put("display", what).putObject("identifier").put("value", identifier);
        return agent;
    }

    private static void detail(ArrayNode detail, String type, String value) {
        detail.addObject().put("type", type).put("valueString", value);
    }

    /** {@code <priority>1 time host app boot type [proof] leaf}: the leaf's own bytes are the message. */
    public String syslog() {
        return "<%d>1 %s %s fedner %s %s [fedner@32473 logIndex=\"%d\" leafHash=\"%s\" checkpointSize=\"%d\"] %s"
                .formatted(
                        8 * LOG_AUDIT + outcome().severity,
                        leaf.ts(),
                        leaf.log().name(),
                        leaf.boot().hex(),
                        typeName(),
                        leaf.seq(),
                        leafHash(),
                        checkpointSize,
                        new String(bytes, StandardCharsets.UTF_8));
    }

    private String typeName() {
        return EventType.of(leaf.event()).typeName();
    }

    private String leafHash() {
        return HexFormat.of().formatHex(MerkleHash.leaf(bytes));
    }

    private Outcome outcome() {
        Event event = leaf.event();
        if (event instanceof ErrorEvent) {
            return Outcome.SERIOUS_FAILURE;
        }
        boolean refused = event instanceof EgressBlock
                || event instanceof JobReject
                || event instanceof RoundRollback
                || event instanceof RoundClose close && close.outcome() != RoundClose.Outcome.VERIFIED;
        return refused ? Outcome.MINOR_FAILURE : Outcome.SUCCESS;
    }

    private Optional<Payload> payload() {
        Event event = leaf.event();
        if (event instanceof Egress egress) {
            return Optional.of(new Payload(egress.peerCertSha256(), egress.sha256(), egress.bytes()));
        }
        if (event instanceof Ingress ingress) {
            return Optional.of(new Payload(ingress.peerCertSha256(), ingress.sha256(), ingress.bytes()));
        }
        return event instanceof EgressBlock block
                ? Optional.of(new Payload(block.peerCertSha256(), block.sha256(), block.bytes()))
                : Optional.empty();
    }
}
