package richscale;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("richscale");

  @Test
  void coreKnowsNeitherSparkNorHadoop() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "org.apache.parquet..")
        .check(CLASSES);
  }

  @Test
  void packagesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("theory")
        .definedBy("richscale.theory")
        .layer("architecture")
        .definedBy("richscale.architecture")
        .layer("spec")
        .definedBy("richscale.spec")
        .layer("linalg")
        .definedBy("richscale.linalg")
        .layer("data")
        .definedBy("richscale.data")
        .layer("model")
        .definedBy("richscale.model")
        .layer("train")
        .definedBy("richscale.train")
        .layer("observe")
        .definedBy("richscale.observe")
        .layer("trial")
        .definedBy("richscale.trial")
        .layer("fit")
        .definedBy("richscale.fit")
        .whereLayer("theory")
        .mayNotAccessAnyLayer()
        .whereLayer("linalg")
        .mayNotAccessAnyLayer()
        .whereLayer("architecture")
        .mayNotAccessAnyLayer()
        .whereLayer("spec")
        .mayOnlyAccessLayers("theory", "linalg", "architecture")
        .whereLayer("data")
        .mayOnlyAccessLayers("spec", "architecture")
        .whereLayer("model")
        .mayOnlyAccessLayers("theory", "spec", "linalg", "architecture", "data")
        .whereLayer("train")
        .mayOnlyAccessLayers("theory", "spec", "linalg", "architecture", "data", "model")
        .whereLayer("observe")
        .mayOnlyAccessLayers("theory", "spec", "linalg", "architecture", "data", "model", "train")
        .whereLayer("trial")
        .mayOnlyAccessLayers("spec", "data", "model", "train", "observe")
        .whereLayer("fit")
        .mayOnlyAccessLayers("spec", "data")
        .check(CLASSES);
  }
}
