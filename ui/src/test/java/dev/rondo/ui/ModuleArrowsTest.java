package dev.rondo.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** The arrows between modules, as docs/architecture.md draws them, seen from the module that has all on its class path. */
class ModuleArrowsTest {
    private static final String[] DSL = {
        "dev.rondo.pipeline..", "dev.rondo.definition..", "dev.rondo.graph..", "dev.rondo.fact..", "dev.rondo.check..",
        "dev.rondo.partition..", "dev.rondo.schedule..", "dev.rondo.settings..", "dev.rondo.step..", "dev.rondo.table.."
    };
    private static final String ENGINE = "dev.rondo.engine..";
    private static final String EXECUTORS = "dev.rondo.executor..";
    private static final String UI = "dev.rondo.ui..";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.rondo");

    @Test
    void dsl_imports_no_other_module() {
        noClasses()
                .that()
                .resideInAnyPackage(DSL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE, EXECUTORS, UI)
                .check(classes);
    }

    @Test
    void engine_imports_neither_executors_nor_ui() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EXECUTORS, UI)
                .check(classes);
    }

    @Test
    void executors_do_not_import_ui() {
        noClasses()
                .that()
                .resideInAPackage(EXECUTORS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(UI)
                .check(classes);
    }

    @Test
    void ui_leaves_all_sql_to_the_engine() {
        noClasses()
                .that()
                .resideInAPackage(UI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "com.zaxxer..", "org.quartz..", "org.flywaydb..")
                .check(classes);
    }

    @Test
    void packages_of_the_dsl_form_no_cycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.rondo.(pipeline|definition|graph|fact|check|partition|schedule|settings|step|table)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
