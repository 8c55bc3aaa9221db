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

  @Test
  void commandsUseRunAndStoreAndRunUsesStore() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("commands")
        .definedBy("richscale.jobs")
        .layer("run")
        .definedBy("richscale.jobs.run")
        .layer("claims")
        .definedBy("richscale.jobs.claims")
        .layer("report")
        .definedBy("richscale.jobs.report")
        .layer("data")
        .definedBy("richscale.jobs.data")
        .layer("store")
        .definedBy("richscale.jobs.store")
        .whereLayer("commands")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("run")
        .mayOnlyAccessLayers("store")
        .whereLayer("claims")
        .mayOnlyAccessLayers("store")
        .whereLayer("report")
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
