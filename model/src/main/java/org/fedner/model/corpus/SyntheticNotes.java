package org.fedner.model.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.fedner.model.parameters.AtomicFile;

/**
 * Synthetic notes of three hospitals with different label sets, for demonstrations: templates filled with invented names.
 * No patient, no real text. Every file starts with a sentence that says so.
 *
 * <p>The training notes of a hospital use only its part of the names; dev and test notes use the names of all hospitals
 * and some of none. So the endings that mark a drug or a disease are partly learned elsewhere, which is what a federation
 * is for. One seed gives the same notes on every machine ({@link Random} is specified to the bit).
 */
public final class SyntheticNotes {
    private static final Sentence MARK =
            outside("This file holds synthetic notes made from templates ; no patient is described .");
    private static final List<String> UNITS = List.of("mg", "ml", "units", "tablets", "drops");
    private static final List<String> TIMES = List.of("daily", "twice daily", "every 8 hours", "weekly", "at night");

    /** Sentences of each split of one hospital, the mark not counted. */
    public record Sizes(int train, int dev, int test) {
        public Sizes {
            if (train < 1 || dev < 1 || test < 1 || (long) train + dev + test > 100_000) {
                throw new IllegalArgumentException("%d train, %d dev, %d test sentences".formatted(train, dev, test));
            }
        }

        /** Small on purpose: the fewer notes a hospital has, the more it gains. */
        public static Sizes standard() {
            return new Sizes(180, 120, 300);
        }
    }

    private final long seed;
    private final Sizes sizes;
    private final InventedNames names;

    public SyntheticNotes(long seed, Sizes sizes) {
        this.seed = seed;
        this.sizes = sizes;
        this.names = new InventedNames(new Random(seed));
    }

    /** The notes of one hospital, in BIO; apart from the mark no sentence occurs twice, whatever the split. */
    public Corpus corpus(SyntheticHospital hospital) {
        Random random = new Random(seed * 31 + hospital.ordinal() + 1);
        Set<Sentence> seen = new HashSet<>();
        List<Sentence> train = sentences(hospital, sizes.train(), true, random, seen);
        List<Sentence> dev = sentences(hospital, sizes.dev(), false, random, seen);
        List<Sentence> test = sentences(hospital, sizes.test(), false, random, seen);
        return new Corpus(train, dev, test);
    }

    /** Writes {@code folder/NAME/{train,dev,test}.conll} and a README for each hospital. */
    public void write(Path folder) throws IOException {
        for (SyntheticHospital hospital : SyntheticHospital.values()) {
            Path own = folder.resolve(hospital.folder());
            Corpus corpus = corpus(hospital);
            ConllWriter.write(own.resolve("train.conll"), corpus.train());
            ConllWriter.write(own.resolve("dev.conll"), corpus.dev());
            ConllWriter.write(own.resolve("test.conll"), corpus.test());
            String readme =
                    "SYNTHETIC notes, made from templates and invented names with seed %d. No patient is described.%n"
                            .formatted(seed);
            AtomicFile.write(own.resolve("README.txt"), readme.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<Sentence> sentences(
            SyntheticHospital hospital, int count, boolean training, Random random, Set<Sentence> seen) {
        List<Sentence> sentences = new ArrayList<>(List.of(MARK));
        List<String> own = hospital.templates();
        List<String> common = SyntheticHospital.COMMON;
        while (sentences.size() <= count) {
            // Three of five sentences are in the hospital's own manner.
            List<String> templates = random.nextInt(5) < 3 ? own : common;
            String template = templates.get(random.nextInt(templates.size()));
            Sentence sentence = fill(template, hospital, training, random);
            if (seen.add(sentence)) {
                sentences.add(sentence);
            }
        }
        return sentences;
    }

    private Sentence fill(String template, SyntheticHospital hospital, boolean training, Random random) {
        List<String> tokens = new ArrayList<>();
        List<Entity> entities = new ArrayList<>();
        for (String part : template.split(" ")) {
            int start = tokens.size();
            if (!part.startsWith("{")) {
                tokens.add(part);
                continue;
            }
            boolean mayBeOther = part.endsWith("?}");
            String slot = part.substring(1, part.length() - (mayBeOther ? 2 : 1));
            boolean isOther = mayBeOther && random.nextInt(5) < 2;
            String text = isOther ? other(slot, hospital, training, random) : text(slot, hospital, training, random);
            tokens.addAll(List.of(text.split(" ")));
            if (!isOther && !hospital.typeOf(slot).isEmpty()) {
                entities.add(new Entity(hospital.typeOf(slot), start, tokens.size()));
            }
        }
        return new Sentence(tokens, TagScheme.BIO.tags(entities, tokens.size()));
    }

    private String text(String slot, SyntheticHospital hospital, boolean training, Random random) {
        return switch (slot) {
            case "drug" -> pick(names.drugs(), hospital, training, random);
            case "disease" -> pick(names.diseases(), hospital, training, random);
            case "symptom", "effect" -> pick(names.symptoms(), hospital, training, random);
            case "dosage" ->
                (1 + random.nextInt(80)) + " " + UNITS.get(random.nextInt(UNITS.size())) + " "
                        + TIMES.get(random.nextInt(TIMES.size()));
            case "number" -> String.valueOf(2 + random.nextInt(90));
            case "person" -> InventedNames.person(random);
            default -> throw new IllegalArgumentException("a template names the slot " + slot);
        };
    }

    /** What stands at a slot without being what the slot is for. */
    private String other(String slot, SyntheticHospital hospital, boolean training, Random random) {
        return switch (slot) {
            case "drug" -> pick(names.things(), hospital, training, random);
            case "disease" -> pick(names.institutions(), hospital, training, random);
            default -> pick(names.aids(), hospital, training, random);
        };
    }

    /** A training note takes the hospital's own names; one in five of other notes does too, the others take any part's. */
    private static String pick(List<List<String>> parts, SyntheticHospital hospital, boolean training, Random random) {
        boolean own = training || random.nextInt(5) < 1;
        int part = own ? hospital.ordinal() : random.nextInt(parts.size());
        List<String> candidates = parts.get(part);
        return candidates.get(random.nextInt(candidates.size()));
    }

    private static Sentence outside(String text) {
        List<String> tokens = List.of(text.split(" "));
        return new Sentence(tokens, TagScheme.BIO.tags(List.of(), tokens.size()));
    }
}
