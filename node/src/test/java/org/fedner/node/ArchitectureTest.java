package org.fedner.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.fedner.aggregation.message.Reveal;
import org.fedner.model.parameters.PrivateModule;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.training.LocalTrainer;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.transport.Peer;
import org.junit.jupiter.api.Test;

/** The walls of docs/architecture.md, over the classes of all five modules. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.fedner");

    private static final DescribedPredicate<JavaClass> IS_PRIVATE = describe(
            "private parameters",
            found -> found.isAssignableTo(PrivateParameters.class) || found.isAssignableTo(PrivateModule.class));

    private static final String[] TENSORFLOW = {"org.tensorflow..", "org.bytedeco.."};

    @Test
    void theRulesSeeEveryModule() {
        for (String module : new String[] {"crypto", "aggregation", "model", "audit", "node"}) {
            assertThat(CLASSES.stream()
                            .filter(found -> found.getPackageName().startsWith("org.fedner." + module))
                            .count())
                    .as("classes of %s", module)
                    .isGreaterThan(10);
        }
        assertThat(CLASSES.stream().filter(found -> found.getName().contains("Test")))
                .isEmpty();
    }

    @Test
    void whateverTheServerReachesKnowsNeitherTensorFlowNorTraining() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.node.server..")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.tensorflow..",
                        "org.bytedeco..",
                        "org.fedner.model.layers..",
                        "org.fedner.model.network..",
                        "org.fedner.model.training..",
                        "org.fedner.node.platform..")
                .check(CLASSES);
    }

    @Test
    void onlyTheModelKnowsNativeLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.fedner.model.layers..", "org.fedner.model.network..", "org.fedner.model.encoder..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TENSORFLOW)
                .check(CLASSES);
    }

    @Test
    void noiseIsMadeWithoutFloatingPointExponentialsAndWithoutWeakGenerators() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.aggregation.privacy.sampling..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .callMethod(Math.class, "exp", double.class)
                .orShould()
                .callMethod(Math.class, "log", double.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.StrictMath")
                .check(CLASSES);
    }

    @Test
    void onlyTheTransportKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fedner.node.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void modelAndAggregationDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.fedner.aggregation..", "org.fedner.crypto..", "org.fedner.audit..", "org.fedner.node..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("org.fedner.aggregation..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.fedner.model..", "org.fedner.audit..", "org.fedner.node..")
                .check(CLASSES);
    }

    @Test
    void theAuditorReadsOneModuleAndItsCrypto() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.fedner.node..", "org.fedner.model..", "org.fedner.aggregation..")
                .check(CLASSES);
    }

    @Test
    void cryptoKnowsNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("org.fedner.crypto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.fedner.node..", "org.fedner.model..", "org.fedner.aggregation..", "org.fedner.audit..")
                .check(CLASSES);
    }

    @Test
    void privateValuesAreTouchedByTheModelOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.fedner.model.network..", "org.fedner.model.training..", "org.fedner.model.parameters..")
                .should()
                .callMethodWhere(
                        targetOwner(assignableTo(PrivateParameters.class)).and(target(name("valuesForTraining"))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fedner.model..")
                .should()
                .dependOnClassesThat(IS_PRIVATE)
                .check(CLASSES);
    }

    /** The only values that a caller may have are those of the type itself; all others write the owner's own files. */
    @Test
    void noPublicMethodOfTheModelYieldsPrivateValuesAsNumbers() {
        Set<String> allowed = Set.of("valuesForTraining");
        noCodeUnits()
                .that()
                .areDeclaredInClassesThat(describe(
                        "hold private parameters",
                        found -> found.isAssignableTo(PrivateParameters.class)
                                || found.isAssignableTo(PrivateModule.class)))
                .and()
                .arePublic()
                .and(describe("are not " + allowed, unit -> !allowed.contains(unit.getName())))
                .should()
                .haveRawReturnType(describe("arrays or buffers", ArchitectureTest::carriesValues))
                .check(CLASSES);
    }

    @Test
    void noMessageAndNoEncoderTakesPrivateParameters() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.fedner.aggregation..",
                        "org.fedner.audit..",
                        "org.fedner.crypto..",
                        "org.fedner.node.egress..",
                        "org.fedner.node.transport..",
                        "org.fedner.node.server..",
                        "org.fedner.node.job..",
                        "org.fedner.node.loop..")
                .should()
                .transitivelyDependOnClassesThat(IS_PRIVATE)
                .check(CLASSES);
        noCodeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("org.fedner.model..")
                .should()
                .haveRawParameterTypes(describe(
                        "with private parameters", types -> types.stream().anyMatch(IS_PRIVATE)))
                .check(CLASSES);
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("org.fedner.model..")
                .should()
                .haveRawType(IS_PRIVATE)
                .check(CLASSES);
    }

    /** A checkpoint holds the private module, so it is bytes that must reach the platform's own disk and nothing else. */
    @Test
    void thePrivateStateGoesFromTrainingToThePlatformsStoreOnly() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.fedner.node.platform.PlatformTraining")
                .and()
                .resideOutsideOfPackage("org.fedner.model..")
                .should()
                .callMethodWhere(targetOwner(assignableTo(LocalTrainer.class)).and(target(name("exportState"))))
                .check(CLASSES);
        classes()
                .that()
                .haveFullyQualifiedName("org.fedner.node.platform.PlatformState")
                .should()
                .onlyBeAccessed()
                .byClassesThat(describe("are the store, the training or itself", found -> Set.of(
                                "PlatformState", "PlatformStore", "PlatformTraining")
                        .contains(found.getSimpleName())))
                .check(CLASSES);
    }

    /** Mode D alone has a message that opens masks: one phase makes it, from one method, which refuses every other mode. */
    @Test
    void onlyADummyRoundOpensMasks() {
        onlyCalledBy("org.fedner.aggregation.masking.MaskOpening", "Mask", "opened");
        onlyCalledBy("org.fedner.aggregation.masking.MaskOpening", "TagKey", "opened");
        onlyCalledBy("org.fedner.aggregation.masking.RoundMasking", "MaskOpening", "of");
        onlyCalledBy("org.fedner.aggregation.protocol.AwaitingDummySum", "RoundMasking", "open");
        onlyCalledBy("org.fedner.aggregation.protocol.BetweenRounds", "AwaitingDummySum", "begin");
        noClasses()
                .that(describe(
                        "are neither the phase of a dummy round nor the message itself",
                        found -> !Set.of("AwaitingDummySum", "Reveal").contains(found.getSimpleName())))
                .should()
                .callConstructorWhere(targetOwner(assignableTo(Reveal.class)))
                .check(CLASSES);
    }

    private static void onlyCalledBy(String caller, String owner, String method) {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(caller)
                .should()
                .callMethodWhere(targetOwner(
                                describe(owner, found -> found.getSimpleName().equals(owner)))
                        .and(target(name(method))))
                .check(CLASSES);
    }

    @Test
    void onlyTheEgressGateSends() {
        noClasses()
                .that()
                .areNotAssignableTo(EgressGate.class)
                .and()
                .areNotAssignableTo(Peer.class) // a peer's ways to send may be one
                .should()
                .callMethodWhere(targetOwner(assignableTo(Peer.class)).and(target(name("send"))))
                .check(CLASSES);
    }

    /** What a page shows comes from the audit log and from events that carry numbers and names of parties. */
    @Test
    void thePageKnowsNoNotesAndNoTraining() {
        noClasses()
                .that()
                .resideInAnyPackage("org.fedner.node.page..", "org.fedner.node.transport.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.fedner.model.corpus..",
                        "org.fedner.model.layers..",
                        "org.fedner.model.network..",
                        "org.fedner.model.training..",
                        "org.fedner.model.scoring..",
                        "org.fedner.model.encoder..",
                        "org.fedner.aggregation.encoding..",
                        "org.fedner.aggregation.masking..",
                        "org.fedner.aggregation.protocol..",
                        "org.fedner.node.platform..",
                        "org.fedner.node.server..",
                        "org.fedner.node.egress..")
                .check(CLASSES);
    }

    /** No server and no platform of a real federation can be told to break its own network. */
    @Test
    void onlyASimulationInjectsFaults() {
        classes()
                .that()
                .resideInAPackage("org.fedner.node.simulate.faults..")
                .should()
                .onlyHaveDependentClassesThat(describe(
                        "are the simulation's",
                        found -> found.getPackageName().startsWith("org.fedner.node.simulate")
                                || found.getSimpleName().equals("SimulateCommand")))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fedner.node.cli..")
                .should()
                .accessFieldWhere(targetOwner(assignableTo(System.class)))
                .orShould()
                .callMethodWhere(targetOwner(assignableTo(Throwable.class)).and(target(name("printStackTrace"))))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fedner.node.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    @Test
    void secretsComeFromSecureRandomOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.fedner.crypto..", "org.fedner.aggregation..", "org.fedner.audit..", "org.fedner.node..")
                .and()
                .resideOutsideOfPackage("org.fedner.aggregation.benchmark..")
                .should()
                .dependOnClassesThat(describe(
                        "are predictable generators",
                        found -> found.isEquivalentTo(Random.class)
                                || found.isEquivalentTo(SplittableRandom.class)
                                || found.isEquivalentTo(ThreadLocalRandom.class)
                                || found.getName().equals("java.util.random.RandomGeneratorFactory")))
                .orShould()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .callMethod(RandomGenerator.class, "of", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void nothingDeserialisesObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(CLASSES);
    }

    @Test
    void classesHaveTheFieldsOwnNames() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Info")
                .orShould()
                .haveSimpleNameEndingWith("Base")
                .check(CLASSES);
    }

    private static boolean carriesValues(JavaClass type) {
        return type.isArray() || type.getPackageName().equals("java.nio");
    }
}
