package org.fedner.aggregation.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.aggregation.evidence.Exhibit.Proposed;
import org.fedner.aggregation.evidence.Exhibit.SumNamed;
import org.fedner.aggregation.evidence.Exhibit.Summed;
import org.fedner.aggregation.evidence.Exhibit.UploadNamed;
import org.fedner.aggregation.evidence.Exhibit.Uploaded;
import org.fedner.aggregation.evidence.Exhibit.Voided;
import org.fedner.aggregation.message.Lineage;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * Judges refused sums from evidence alone: it holds no secret, asks nobody, and believes only signatures under one
 * authority. Whoever has the same evidence reaches the same verdict.
 *
 * <p>A server that added correctly is never convicted, whatever all platforms together show: its RESULT names the uploads it
 * added, and other uploads under the same signatures convict whoever signed twice. A platform that signed once is never
 * convicted, whatever everyone else shows.
 *
 * <p>What it cannot say: which platform's mask, tag or input was wrong when the server is cleared; and who lied when a
 * platform signs, together with the server, an upload that makes a false sum add up: that is a platform's fault in any case.
 */
public final class Inquiry {

    private final Lineage authority;
    private final Map<List<Digest>, ContestedRound> rounds = new LinkedHashMap<>(); // by E and C

    /** @param authority of the federation; everything else must follow from its signature */
    public Inquiry(VerifyingKey authority) {
        this(Lineage.of(authority));
    }

    /** @param authority its keys one after another; each counts for the rosters of its time */
    public Inquiry(Lineage authority) {
        this.authority = authority;
    }

    /** Why an exhibit was put aside. */
    public enum Objection {
        NO_EPOCH,
        NOT_THIS_FEDERATION,
        BAD_SIGNATURE
    }

    /** The exhibits of one file, in their order. */
    public Hearing hearing() {
        return new Hearing();
    }

    /**
     * One verdict for every attempt that the evidence contests; empty if there is none.
     *
     * @param serverWasAsked whether the server has had its say: a RESULT that names uploads which nobody shows is then held
     *     against it, because an honest server has kept their heads
     */
    public List<Verdict> verdicts(boolean serverWasAsked) {
        return rounds.values().stream()
                .filter(ContestedRound::isContested)
                .map(round -> round.verdict(serverWasAsked))
                .toList();
    }

    /** One file's exhibits: each counts for the epoch that was named last. */
    public final class Hearing {

        private Optional<ProvenEpoch> epoch = Optional.empty();
        private boolean hasNamedOne;

        private Hearing() {}

        /** Takes an exhibit, or says why it is no evidence; then it changes nothing. */
        public Optional<Objection> hear(Exhibit exhibit) {
            if (exhibit instanceof Proposed proposed) {
                hasNamedOne = true;
                epoch = ProvenEpoch.of(proposed.proposal(), authority);
                return epoch.isPresent() ? Optional.empty() : Optional.of(Objection.NOT_THIS_FEDERATION);
            } else if (epoch.isEmpty()) {
                return Optional.of(hasNamedOne ? Objection.NOT_THIS_FEDERATION : Objection.NO_EPOCH);
            }
            return hear(exhibit, epoch.get()) ? Optional.empty() : Optional.of(Objection.BAD_SIGNATURE);
        }

        private boolean hear(Exhibit exhibit, ProvenEpoch proven) {
            if (exhibit instanceof Uploaded uploaded) {
                UploadHead head = UploadHead.of(uploaded.upload());
                boolean signed = isSigned(head, proven);
                if (signed) {
                    round(proven, head.context())
                            .uploaded(head, uploaded.upload().message());
                }
                return signed;
            } else if (exhibit instanceof UploadNamed named) {
                boolean signed = isSigned(named.head(), proven);
                if (signed) {
                    round(proven, named.head().context()).named(named.head());
                }
                return signed;
            } else if (exhibit instanceof Summed summed) {
                ResultHead head = ResultHead.of(summed.result());
                boolean signed = head.isSignedBy(proven.server(), proven.digest());
                if (signed) {
                    round(proven, head.context()).summed(head, summed.result().message());
                }
                return signed;
            } else if (exhibit instanceof SumNamed named) {
                boolean signed = named.head().isSignedBy(proven.server(), proven.digest());
                if (signed) {
                    round(proven, named.head().context()).named(named.head());
                }
                return signed;
            }
            Voided voided = (Voided) exhibit;
            boolean signed = voided.outcome().isSignedBy(proven.server(), proven.digest());
            if (signed) {
                round(proven, voided.outcome().message().context()).voided();
            }
            return signed;
        }

        private boolean isSigned(UploadHead head, ProvenEpoch proven) {
            PlatformId sender = head.platform();
            return proven.member(sender)
                    .filter(key -> head.isSignedBy(key, proven.digest()))
                    .isPresent();
        }
    }

    private ContestedRound round(ProvenEpoch epoch, Digest context) {
        return rounds.computeIfAbsent(List.of(epoch.digest(), context), key -> new ContestedRound(epoch, context));
    }
}
