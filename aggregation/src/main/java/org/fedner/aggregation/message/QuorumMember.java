package org.fedner.aggregation.message;

import java.util.List;
import java.util.Optional;

/**
 * One survivor's ACK as it reaches another.
 *
 * <pre>
 * opaque platform[16]
 * opaque signature[64]             of its ACK
 * opaque tag&lt;0..16&gt;                the ACK's tag for the recipient, 16 bytes; none if they share no key
 * </pre>
 *
 * @param signature under the ACK of that platform with the context and survivors that QUORUM names
 */
public record QuorumMember(PlatformId platform, Signature signature, Optional<AckTag> tag) {

    static void encode(WireWriter out, List<QuorumMember> members, int maxBytes) {
        out.list(members, maxBytes, (w, member) -> w.platform(member.platform)
                .fixed(member.signature.value().shared())
                .opaque(member.tag.map(tag -> tag.value().shared()).orElseGet(() -> new byte[0]), 0, AckTag.BYTES));
    }

    static List<QuorumMember> decode(WireReader in, int maxBytes) throws MalformedMessageException {
        return in.list(
                maxBytes,
                r -> new QuorumMember(
                        r.platform(),
                        new Signature(ByteString.owning(r.fixed(Signature.BYTES))),
                        tag(ByteString.owning(r.opaque(0, AckTag.BYTES)))));
    }

    private static Optional<AckTag> tag(ByteString bytes) {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(new AckTag(bytes));
    }
}
