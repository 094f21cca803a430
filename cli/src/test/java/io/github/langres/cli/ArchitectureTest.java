package io.github.langres.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house, over every class that ships. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.langres");

  @Test
  void import_ofTheHouse_findsEveryModule() {
    assertThat(CLASSES.size()).isGreaterThan(80);
    for (String module : new String[] {"tokenizer", "engine", "models", "cli"}) {
      assertThat(CLASSES.stream().map(JavaClass::getPackageName))
          .as("classes of %s", module)
          .anyMatch(name -> name.startsWith("io.github.langres." + module));
    }
  }

  @Test
  void packages_doNotDependInCycles() {
    slices().matching("io.github.langres.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onnxRuntime_isImportedInItsRoomOnly() {
    onlyIn("ai.onnxruntime..", "io.github.langres.engine.onnx..");
  }

  @Test
  void djl_isImportedInItsRoomOnly() {
    onlyIn("ai.djl..", "io.github.langres.tokenizer.hf..");
  }

  @Test
  void onnxProtobuf_isImportedInTheGraphRoomOnly() {
    onlyIn("ai.onnx.proto..", "io.github.langres.models.graph..");
  }

  @Test
  void network_isUsedInTheHubOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.github.langres.models.hub..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "javax.net..", "java.rmi..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.Socket")
        .orShould()
        .callMethod(java.net.URL.class, "openConnection")
        .check(CLASSES);
  }

  @Test
  void standardStreams_areUsedInTheCommandLineOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.github.langres.cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void rootPackages_importNoneOfTheirRooms() {
    for (String module : new String[] {"tokenizer", "engine", "models"}) {
      noClasses()
          .that()
          .resideInAPackage("io.github.langres." + module)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.langres." + module + ".*..")
          .check(CLASSES);
    }
  }

  @Test
  void tokenizerAndEngine_doNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("io.github.langres.tokenizer..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.langres.engine..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.github.langres.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.langres.tokenizer..")
        .check(CLASSES);
  }

  @Test
  void packages_areNullMarked() {
    ArchRuleDefinition.classes()
        .that(DescribedPredicate.describe("ship", type -> !type.isAnonymousClass()))
        .should(BE_IN_A_NULL_MARKED_PACKAGE)
        .check(CLASSES);
  }

  private static final ArchCondition<JavaClass> BE_IN_A_NULL_MARKED_PACKAGE =
      new ArchCondition<>("be in a package with @NullMarked") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
          JavaPackage home = type.getPackage();
          if (!home.isAnnotatedWith(NullMarked.class)) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " is not @NullMarked"));
          }
        }
      };

  private static void onlyIn(String library, String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }
}
