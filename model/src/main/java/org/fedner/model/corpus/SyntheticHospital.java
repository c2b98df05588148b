package org.fedner.model.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The three made-up hospitals of the demonstration. Each annotates its own types; what else a note mentions is O.
 *
 * <p>Slots of the templates: {@code drug}, {@code dosage}, {@code disease}, {@code symptom}, and {@code effect}, a symptom
 * that a drug caused.
 */
public enum SyntheticHospital {
    ONCOLOGY(
            Map.of("drug", "Drug", "dosage", "Dosage"),
            List.of(
                    "Cycle {number} of {drug?} {dosage} was given without delay .",
                    "{drug?} {dosage} was added after the second scan .",
                    "The tumour board recommended {drug?} followed by {drug} .",
                    "Imaging after {drug?} showed a partial response at {number} weeks .",
                    "Because of {effect} the dose of {drug} was cut to {dosage} .",
                    "She tolerated {drug?} at {dosage} , with {symptom?} on day {number} .",
                    "The mass measured {number} mm before {drug?} .",
                    "{person} discussed {drug?} and radiotherapy with the family .")),
    CARDIOLOGY(
            Map.of("drug", "Drug", "symptom", "Symptom", "effect", "Symptom", "disease", "Disease"),
            List.of(
                    "He presented with {symptom?} and {symptom} on exertion .",
                    "The echocardiogram was consistent with {disease?} .",
                    "Known {disease} , treated with {drug?} for {number} years .",
                    "There was no {symptom?} at rest .",
                    "An ablation for {disease?} was planned by {person} .",
                    "On {drug?} the {symptom} resolved within {number} days .",
                    "Her mother had {disease?} at the age of {number} .",
                    "The ward round noted {symptom?} , {symptom} and {disease} .")),
    PHARMACOVIGILANCE(
            Map.of("drug", "Drug", "effect", "ADE"),
            List.of(
                    "{effect} occurred {number} days after starting {drug} .",
                    "We report {effect} associated with {drug?} .",
                    "The reporter suspected that {drug?} caused {effect} .",
                    "{drug} - induced {effect} was confirmed on rechallenge .",
                    "After {drug?} was withdrawn , the {effect} improved .",
                    "The patient took {drug?} for {disease} and later developed {effect} .",
                    "A history of {symptom} was known before {drug?} was started .",
                    "{person} reported {effect} during {drug?} therapy .",
                    "No causal link between {drug?} and the {symptom} was found ."));

    /** Sentences that any hospital writes. */
    static final List<String> COMMON = List.of(
            "The patient was started on {drug?} .",
            "Treatment with {drug?} was continued at {dosage} .",
            "A {number} year old patient was admitted with {symptom?} .",
            "{person} prescribed {drug?} {dosage} for {disease?} .",
            "The patient asked for {drug?} again .",
            "Past history included {disease?} and {disease} .",
            "He was given {drug?} and {drug} before transfer .",
            "Follow - up was arranged in {number} weeks .",
            "Blood pressure was {number} over {number} on arrival .");

    private final Map<String, String> typeOfSlot;
    private final List<String> templates;

    SyntheticHospital(Map<String, String> typeOfSlot, List<String> templates) {
        this.typeOfSlot = typeOfSlot;
        this.templates = templates;
    }

    /** Name of its folder and of its platform. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The entity type the hospital annotates at a slot; empty where it annotates nothing. */
    String typeOf(String slot) {
        return typeOfSlot.getOrDefault(slot, "");
    }

    List<String> templates() {
        return templates;
    }
}
