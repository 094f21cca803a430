package io.github.langres.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

/** Which room may know which. */
class HouseTest {
  private static final String ROOT = "io.github.langres.engine";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void scan_ofThisModule_findsItsClasses() {
    assertThat(CLASSES.size()).isGreaterThan(40);
  }

  @Test
  void packages_anyTwo_haveNoCycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void root_holdingTheNouns_knowsNoRoom() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".*..")
        .check(CLASSES);
  }

  @Test
  void onnxRuntime_outsideItsRoom_isUnknown() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".onnx")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".onnx")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".onnx")
        .check(CLASSES);
  }

  @Test
  void sampling_beingPure_knowsOnlyTheNouns() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".sample")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "belong to another room",
                other ->
                    other.getPackageName().startsWith(ROOT + ".")
                        && !other.getPackageName().equals(ROOT + ".sample")))
        .check(CLASSES);
  }

  @Test
  void batchAndMemory_beingPure_knowNoOtherPackageOfOurs() {
    for (String room : new String[] {".batch", ".memory"}) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + room)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "belong to another room",
                  other ->
                      other.getPackageName().startsWith(ROOT)
                          && !other.getPackageName().equals(ROOT + room)))
          .check(CLASSES);
    }
  }

  @Test
  void standardStreams_ofTheApplication_areNotTouched() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }
}
