package org.fedner.node.platform;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.DatasetId;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;

/** Says in the log, by commitment, on which data a platform trains: who has the opening can show later that it was these. */
final class BoundData {
    private static final int ID_BYTES = 16;

    private BoundData() {}

    /** @param ledger the id under which a private job's steps are booked; without one, a fresh one */
    static void write(PartyLog log, Corpus corpus, JobTerms terms, Optional<DatasetId> ledger) {
        DatasetId dataset = ledger.orElseGet(BoundData::fresh);
        boolean patients = terms.job().privacy().isPrivate()
                && terms.job().privacy().unit().equals("patient");
        log.committed()
                .datasetBound(
                        dataset, manifest(corpus), patients ? DatasetBind.Unit.PATIENT : DatasetBind.Unit.SENTENCE);
    }

    private static DatasetId fresh() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return DatasetId.of(id);
    }

    /** SHA-256 of each part as it was read: a token and its tag a line, an empty line after each sentence. */
    private static Map<String, String> manifest(Corpus corpus) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("train", digest(corpus.train()));
        parts.put("dev", digest(corpus.dev()));
        parts.put("test", digest(corpus.test()));
        return parts;
    }

    private static String digest(List<Sentence> sentences) {
        Sha256 digest = new Sha256();
        for (Sentence sentence : sentences) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < sentence.length(); i++) {
                lines.append(sentence.tokens().get(i))
                        .append('\t')
                        .append(sentence.tags().get(i))
                        .append('\n');
            }
            digest.update(lines.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.finish());
    }
}
