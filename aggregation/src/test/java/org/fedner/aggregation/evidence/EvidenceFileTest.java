package org.fedner.aggregation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** Files of evidence are read strictly, and nothing but the declared exception comes of other bytes. */
class EvidenceFileTest {

    private static final SigningKey KEY = SigningKey.of(SecretBytes.owning(new byte[32]));
    private static final PlatformId ID = new PlatformId(1, 2);

    @Test
    void everyExhibitComesBackAsItWas() throws Exception {
        List<Exhibit> exhibits = exhibits();
        byte[] file = EvidenceFile.encode(exhibits);
        assertThat(read(file)).isEqualTo(exhibits);
        assertThat(EvidenceFile.encode(read(file))).isEqualTo(file);
    }

    @Test
    void aFileThatGrewIsReadAsOne() throws Exception {
        List<Exhibit> exhibits = exhibits();
        ByteArrayOutputStream grown = new ByteArrayOutputStream();
        grown.writeBytes(EvidenceFile.encode(exhibits.subList(0, 1)));
        for (Exhibit exhibit : exhibits.subList(1, exhibits.size())) {
            grown.writeBytes(EvidenceFile.row(List.of(exhibit)));
        }
        assertThat(read(grown.toByteArray())).isEqualTo(exhibits);
    }

    @Test
    void aFileCutAnywhereGivesItsWholeExhibitsAndThenSaysThatItIsCut() throws Exception {
        List<Exhibit> exhibits = exhibits();
        byte[] file = EvidenceFile.encode(exhibits);
        int whole = 0;
        for (int length = 16; length < file.length; length++) {
            List<Exhibit> before = new ArrayList<>();
            byte[] cut = Arrays.copyOf(file, length);
            boolean complete = EvidenceFile.encode(exhibits.subList(0, whole)).length == length;
            try {
                readInto(before, cut);
                assertThat(complete).as("%d bytes", length).isTrue();
                whole++;
            } catch (MalformedMessageException e) {
                assertThat(complete).as("%d bytes", length).isFalse();
            }
            assertThat(before).isEqualTo(exhibits.subList(0, before.size()));
        }
        assertThat(whole).isEqualTo(exhibits.size());
    }

    @Test
    void anExhibitOfAnotherKindThanItsBytesIsRefused() {
        List<Exhibit> exhibits = exhibits();
        for (Exhibit exhibit : exhibits) {
            for (int kind = 0; kind <= 8; kind++) {
                int claimed = kind;
                if (kind != exhibit.kind()) {
                    assertThatThrownBy(() -> Exhibit.decode(claimed, exhibit.bytes()))
                            .isInstanceOf(MalformedMessageException.class);
                }
            }
        }
    }

    @Test
    void aHeadIsSignedAsItsMessageWas() throws Exception {
        WireMessage<Upload> upload = upload();
        UploadHead head = UploadHead.of(upload);
        assertThat(head.bytes().length()).isEqualTo(UploadHead.BYTES);
        assertThat(UploadHead.decode(head.bytes().toBytes())).isEqualTo(head);
        assertThat(head.isSignedBy(KEY.verifyingKey(), Digest.of())).isTrue();
        assertThat(head.isSignedBy(KEY.verifyingKey(), Digest.of(new byte[1]))).isFalse();
        byte[] changed = head.bytes().toBytes();
        changed[60] ^= 1;
        assertThat(UploadHead.decode(changed).isSignedBy(KEY.verifyingKey(), Digest.of()))
                .isFalse();
    }

    @Property(tries = 2000)
    void randomBytesAreRefusedOrComeBack(@ForAll @Size(max = 300) byte[] bytes, @ForAll int kind) {
        try {
            Exhibit exhibit = Exhibit.decode(Math.floorMod(kind, 8), bytes.clone());
            assertThat(exhibit.bytes()).isEqualTo(bytes);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static List<Exhibit> exhibits() {
        EpochRoster proposal = new EpochRoster(
                FederationId.ofBytes(new byte[16]),
                3,
                ByteString.of(new byte[32]),
                List.of(ID),
                ByteString.of(new byte[9]),
                ByteString.of(new byte[11]));
        WireMessage<Result> result = WireMessage.sign(
                Result.of(Digest.of(), new Tag(3, 4), Digest.of(), RingVector.owning(new int[2])), Digest.of(), KEY);
        return List.of(
                new Exhibit.Proposed(proposal),
                new Exhibit.Uploaded(upload()),
                new Exhibit.UploadNamed(UploadHead.of(upload())),
                new Exhibit.Summed(result),
                new Exhibit.SumNamed(ResultHead.of(result)),
                new Exhibit.Voided(WireMessage.sign(new RoundVoid(Digest.of(), List.of(ID)), Digest.of(), KEY)));
    }

    private static WireMessage<Upload> upload() {
        return WireMessage.sign(
                Upload.of(Digest.of(), ID, new Tag(1, 2), RingVector.owning(new int[] {1, -1})), Digest.of(), KEY);
    }

    private static List<Exhibit> read(byte[] file) throws IOException, MalformedMessageException {
        List<Exhibit> exhibits = new ArrayList<>();
        readInto(exhibits, file);
        return exhibits;
    }

    private static void readInto(List<Exhibit> exhibits, byte[] file) throws IOException, MalformedMessageException {
        EvidenceFile in = new EvidenceFile(new ByteArrayInputStream(file));
        for (Optional<Exhibit> next = in.next(); next.isPresent(); next = in.next()) {
            exhibits.add(next.get());
        }
    }
}
