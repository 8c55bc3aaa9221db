package richscale.jobs;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void nothingIsJavaDeserialised() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("richscale"));
  }

  /** Planning and compiling a query takes longer than most sweeps do: tables are made without. */
  @Test
  void noQueryIsPlanned() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark.sql..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("richscale"));
  }

  /** Nothing that is called calls back: what a later room makes, an earlier one never reads. */
  @Test
  void noArrowBetweenRoomsClimbsBackUp() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("main")
        .definedBy("richscale.jobs")
        .layer("launch")
        .definedBy("richscale.jobs.launch")
        .layer("cli")
        .definedBy("richscale.jobs.cli")
        .layer("claims")
        .definedBy("richscale.jobs.claims")
        .layer("report")
        .definedBy("richscale.jobs.report")
        .layer("run")
        .definedBy("richscale.jobs.run")
        .layer("fit")
        .definedBy("richscale.jobs.fit")
        .layer("data")
        .definedBy("richscale.jobs.data")
        .layer("store")
        .definedBy("richscale.jobs.store")
        .whereLayer("main")
        .mayOnlyAccessLayers("cli")
        .whereLayer("launch")
        .mayOnlyAccessLayers("cli", "store")
        .whereLayer("cli")
        .mayOnlyAccessLayers("claims", "report", "run", "fit", "data", "store")
        .whereLayer("claims")
        .mayOnlyAccessLayers("run", "fit", "store")
        .whereLayer("report")
        .mayOnlyAccessLayers("run", "fit", "store")
        .whereLayer("run")
        .mayOnlyAccessLayers("fit", "store")
        .whereLayer("fit")
        .mayOnlyAccessLayers("store")
        .whereLayer("data")
        .mayOnlyAccessLayers("store")
        .whereLayer("store")
        .mayNotAccessAnyLayer()
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("richscale.jobs"));
  }
}
