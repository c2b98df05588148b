package org.fedner.model.corpus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Made-up names with the morphology of medicine: any likeness to a real drug or disease is chance. Each name belongs to
 * the training notes of one hospital, or to none; dev and test notes use all of them.
 */
final class InventedNames {
    private static final List<String> SYLLABLES = List.of(
            "zor", "vel", "qui", "tam", "bre", "lox", "nud", "pez", "fal", "gri", "jov", "kem", "wex", "yal", "hus",
            "dri", "mog", "ruv", "sib", "cla", "ont", "ebb", "urf", "ist");
    /** The last three are brand names: nothing in them tells a drug from a device, so they must have been met. */
    private static final List<String> DRUG_ENDINGS =
            List.of("mab", "statin", "pril", "olol", "tinib", "sartan", "cillin", "azole", "parin", "ex", "ra", "um");

    private static final List<String> THING_ENDINGS =
            List.of("ograph", "oscope", "ometer", "root", "berry", "wort", "broth", "therm", "wrap", "ex", "ra", "um");
    private static final List<String> DISEASE_ENDINGS =
            List.of("itis", "osis", "emia", "opathy", "oma", "iasis", " syndrome", " disease", " fever");
    private static final List<String> INSTITUTION_ENDINGS = List.of(" clinic", " trial", " protocol", " register");
    private static final List<String> SYMPTOM_ENDINGS =
            List.of("algia", "esthesia", "plegia", "uria", "orrhea", "pnea");
    private static final List<String> PLACES = List.of(
            "chest",
            "arm",
            "jaw",
            "foot",
            "neck",
            "back",
            "scalp",
            "knee",
            "hip",
            "wrist",
            "flank",
            "eyelid",
            "tongue",
            "shoulder",
            "thigh",
            "ankle");
    private static final List<String> SIGNS =
            List.of("pain", "swelling", "numbness", "tingling", "itching", "weakness", "rash", "cramps", "stiffness");
    private static final List<String> AIDS = List.of("brace", "splint", "scan", "bandage", "cushion", "massage");

    private static final int NAMES_PER_ENDING = 28;
    private static final int HOSPITALS = SyntheticHospital.values().length;

    private final List<List<String>> drugs;
    private final List<List<String>> things;
    private final List<List<String>> diseases;
    private final List<List<String>> institutions;
    private final List<List<String>> symptoms;
    private final List<List<String>> aids;

    InventedNames(Random random) {
        drugs = deal(random, words(random, DRUG_ENDINGS));
        things = deal(random, words(random, THING_ENDINGS));
        diseases = deal(random, words(random, DISEASE_ENDINGS));
        institutions = deal(random, words(random, INSTITUTION_ENDINGS));
        List<List<String>> complaints = new ArrayList<>(words(random, SYMPTOM_ENDINGS));
        complaints.addAll(atPlaces(SIGNS));
        symptoms = deal(random, complaints);
        aids = deal(random, atPlaces(AIDS));
    }

    List<List<String>> drugs() {
        return drugs;
    }

    List<List<String>> diseases() {
        return diseases;
    }

    List<List<String>> symptoms() {
        return symptoms;
    }

    /** Devices and foods: what stands where a drug might, and is none. */
    List<List<String>> things() {
        return things;
    }

    /** What is named like a disease and is none. */
    List<List<String>> institutions() {
        return institutions;
    }

    /** What is named like a symptom and is none. */
    List<List<String>> aids() {
        return aids;
    }

    /** Names in groups of one ending; a name that ends in a separate word begins with a capital. */
    private static List<List<String>> words(Random random, List<String> endings) {
        List<List<String>> groups = new ArrayList<>();
        for (String ending : endings) {
            Set<String> names = new LinkedHashSet<>();
            while (names.size() < NAMES_PER_ENDING) {
                String stem = syllable(random) + syllable(random);
                names.add((ending.startsWith(" ") ? capitalised(stem) : stem) + ending);
            }
            groups.add(List.copyOf(names));
        }
        return groups;
    }

    private static List<List<String>> atPlaces(List<String> words) {
        return words.stream()
                .map(word -> PLACES.stream().map(place -> place + " " + word).toList())
                .toList();
    }

    /**
     * Deals the names: one part per hospital and a last part that is in nobody's training notes. Three quarters of a group
     * go to the hospital that specialises in it, so it hardly meets the endings that are the others' daily bread.
     */
    private static List<List<String>> deal(Random random, List<List<String>> groups) {
        List<List<String>> parts = new ArrayList<>();
        for (int part = 0; part <= HOSPITALS; part++) {
            parts.add(new ArrayList<>());
        }
        for (int group = 0; group < groups.size(); group++) {
            for (String name : groups.get(group)) {
                boolean toSpecialist = random.nextInt(4) < 3;
                parts.get(toSpecialist ? group % HOSPITALS : random.nextInt(HOSPITALS + 1))
                        .add(name);
            }
        }
        return parts;
    }

    static String person(Random random) {
        return "Dr " + capitalised(syllable(random) + syllable(random));
    }

    private static String syllable(Random random) {
        return SYLLABLES.get(random.nextInt(SYLLABLES.size()));
    }

    private static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
