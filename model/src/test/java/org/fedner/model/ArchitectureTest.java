package org.fedner.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.fedner.model");

    @Test
    void onlyNetworkAndEncoderKnowTensorFlow() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.fedner.model.network..", "org.fedner.model.encoder..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tensorflow..")
                .check(CLASSES);
    }

    @Test
    void onlyTheLayersKnowOpenBlas() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fedner.model.layers..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void theLayersKnowNothingElse() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.model.layers..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.fedner..").and(resideOutsideOfPackage("org.fedner.model.layers..")))
                .check(CLASSES);
    }

    @Test
    void theServersPackagesKnowNeitherNetworkNorTraining() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.fedner.model.parameters..", "org.fedner.model.corpus..", "org.fedner.model.scoring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.fedner.model.layers..", "org.fedner.model.network..", "org.fedner.model.training..")
                .check(CLASSES);
    }

    @Test
    void theNetworkKnowsNothingOfTraining() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.model.network..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.fedner.model.training..")
                .check(CLASSES);
    }
}
