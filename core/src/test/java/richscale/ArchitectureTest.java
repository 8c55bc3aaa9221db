package richscale;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
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

  /** OpenBLAS 0.3.19 gets triangles wrong with the kernels of AVX-512 processors. */
  @Test
  void onlyTopEigenpairsCallsLapackAndNobodySolvesOrMultipliesByTriangles() {
    noClasses()
        .that()
        .doNotHaveSimpleName("TopEigenpairs")
        .should()
        .callMethodWhere(
            target(nameMatching("LAPACKE?_.*")).or(target(nameMatching("cblas_[sdcz]tr[ms][mv]"))))
        .check(CLASSES);
    noClasses()
        .should()
        .callMethodWhere(target(nameMatching("cblas_[sdcz]tr[ms][mv]")))
        .check(CLASSES);
  }

  @Test
  void packagesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("theory")
        .definedBy("richscale.theory")
        .layer("linalg")
        .definedBy("richscale.linalg")
        .layer("architecture")
        .definedBy("richscale.architecture")
        .layer("optimizer")
        .definedBy("richscale.optimizer")
        .layer("spec")
        .definedBy("richscale.spec")
        .layer("data")
        .definedBy("richscale.data")
        .layer("model")
        .definedBy("richscale.model")
        .layer("train")
        .definedBy("richscale.train")
        .layer("observe")
        .definedBy("richscale.observe")
        .layer("limit")
        .definedBy("richscale.limit")
        .layer("trial")
        .definedBy("richscale.trial")
        .layer("fit")
        .definedBy("richscale.fit")
        .whereLayer("theory")
        .mayNotAccessAnyLayer()
        .whereLayer("linalg")
        .mayNotAccessAnyLayer()
        .whereLayer("limit")
        .mayOnlyAccessLayers("linalg")
        .whereLayer("architecture")
        .mayNotAccessAnyLayer()
        .whereLayer("optimizer")
        .mayOnlyAccessLayers("theory", "linalg")
        .whereLayer("spec")
        .mayOnlyAccessLayers("theory", "linalg", "limit", "architecture", "optimizer")
        .whereLayer("data")
        .mayOnlyAccessLayers("spec", "architecture")
        .whereLayer("model")
        .mayOnlyAccessLayers("theory", "spec", "linalg", "architecture", "data", "optimizer")
        .whereLayer("train")
        .mayOnlyAccessLayers(
            "theory", "spec", "linalg", "data", "model", "optimizer", "architecture")
        .whereLayer("observe")
        .mayOnlyAccessLayers(
            "theory", "spec", "linalg", "limit", "architecture", "data", "model", "train")
        .whereLayer("trial")
        .mayOnlyAccessLayers("spec", "linalg", "data", "model", "train", "observe")
        .whereLayer("fit")
        .mayOnlyAccessLayers("theory", "spec", "data")
        .check(CLASSES);
  }
}
