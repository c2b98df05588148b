package org.fedner.model.parameters;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PrivateStaysPrivateTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.fedner.model");

    @Test
    void onlyTrainingNetworkAndThePrivateModuleFileReadThePrivateValues() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..model.training..", "..model.network..", "..model.parameters..")
                .should()
                .callMethod(PrivateParameters.class, "valuesForTraining")
                .check(classes);
    }

    @Test
    void parametersCorpusAndScoringKnowNoTensorFlow() {
        noClasses()
                .that()
                .resideInAnyPackage("..model.parameters..", "..model.corpus..", "..model.scoring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.tensorflow..", "..model.network..", "..model.training..")
                .check(classes);
    }

    @Test
    void parametersKnowNothingOfCorpora() {
        noClasses()
                .that()
                .resideInAPackage("..model.parameters..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..model.corpus..", "..model.scoring..")
                .check(classes);
    }
}
