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
    private static final List<String> DRUG_ENDINGS =
            List.of("mab", "statin", "pril", "olol", "tinib", "sartan", "cillin", "azole", "parin");
    private static final List<String> DISEASE_ENDINGS = List.of("itis", "osis", "emia", "opathy", "oma", "iasis");
    private static final List<String> SYMPTOM_ENDINGS =
            List.of("algia", "esthesia", "plegia", "uria", "orrhea", "pnea");
    private static final List<String> THING_ENDINGS =
            List.of("ograph", "oscope", "ometer", "root", "berry", "wort", "broth", "therm", "wrap");
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
            List.of("pain", "swelling", "numbness", "tingling", "itching", "weakness", "rash", "cramps");

    private static final int NAMES_PER_ENDING = 28;
    private static final int HOMES = SyntheticHospital.values().length + 1;

    private final List<List<String>> drugs;
    private final List<List<String>> diseases;
    private final List<List<String>> symptoms;
    private final List<List<String>> things;

    InventedNames(Random random) {
        drugs = split(random, words(random, DRUG_ENDINGS), true);
        List<String> namedDiseases = words(random, DISEASE_ENDINGS);
        namedDiseases.addAll(eponyms(random));
        diseases = split(random, namedDiseases, false);
        List<String> complaints = words(random, SYMPTOM_ENDINGS);
        PLACES.forEach(place -> SIGNS.forEach(sign -> complaints.add(place + " " + sign)));
        symptoms = split(random, complaints, false);
        things = split(random, words(random, THING_ENDINGS), false);
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

    private static List<String> words(Random random, List<String> endings) {
        List<String> words = new ArrayList<>();
        for (String ending : endings) {
            Set<String> ofEnding = new LinkedHashSet<>();
            while (ofEnding.size() < NAMES_PER_ENDING) {
                ofEnding.add(syllable(random) + syllable(random) + ending);
            }
            words.addAll(ofEnding);
        }
        return words;
    }

    private static Set<String> eponyms(Random random) {
        Set<String> eponyms = new LinkedHashSet<>();
        while (eponyms.size() < 2 * NAMES_PER_ENDING) {
            String name = syllable(random) + syllable(random);
            eponyms.add(capitalised(name) + (random.nextBoolean() ? " syndrome" : " disease"));
        }
        return eponyms;
    }

    /**
     * Deals the names to the homes: one part per hospital and a last part that is in nobody's training notes. With {@code
     * specialised} a hospital meets three quarters of a third of the endings, and few names of the others.
     */
    private static List<List<String>> split(Random random, List<String> names, boolean specialised) {
        List<List<String>> parts = new ArrayList<>();
        for (int home = 0; home < HOMES; home++) {
            parts.add(new ArrayList<>());
        }
        for (int i = 0; i < names.size(); i++) {
            int specialist = i / NAMES_PER_ENDING % (HOMES - 1);
            boolean toSpecialist = specialised && random.nextInt(4) < 3;
            parts.get(toSpecialist ? specialist : random.nextInt(HOMES)).add(names.get(i));
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
