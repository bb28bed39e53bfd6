package dev.rondo.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between the packages of the engine, and the one home of each library. */
class ArchitectureTest {
    private static final String ENGINE = "dev.rondo.engine";

    /** The class that wires everything, and knows everyone. */
    private static final String ROOT = "(root)";

    /** Each package and those it may import. A package that is not there yet breaks nothing; one not listed here does. */
    private static final Map<String, Set<String>> ARROWS = arrows();

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ENGINE);

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        arrows.put("run", Set.of());
        arrows.put("pool", Set.of());
        arrows.put("artifact", Set.of("run"));
        arrows.put("code", Set.of("artifact"));
        arrows.put("attempt", Set.of("run", "artifact"));
        arrows.put("cache", Set.of("run", "artifact", "attempt", "code"));
        arrows.put("store", Set.of("run", "artifact", "attempt"));
        arrows.put("deploy", Set.of("run", "cache", "artifact"));
        arrows.put("feed", Set.of("run", "store"));
        arrows.put("registry", Set.of("run", "artifact", "store", "feed"));
        arrows.put("plan", Set.of("run", "artifact", "cache"));
        arrows.put(
                "loop",
                Set.of("run", "pool", "artifact", "attempt", "cache", "store", "deploy", "feed", "registry", "plan"));
        arrows.put("history", Set.of("run", "artifact", "attempt", "store", "loop"));
        arrows.put("backup", Set.of("run", "artifact", "store"));
        // What stands upon the loop may use one another too, as long as no cycle comes of it.
        Set<String> upper = Set.of("trigger", "slot", "dataset", "backfill", "clock", "lineage");
        for (String name : upper) {
            Set<String> below = new TreeSet<>(upper);
            below.addAll(arrows.get("loop"));
            below.add("loop");
            below.remove(name);
            arrows.put(name, below);
        }
        arrows.put("invariant", Set.of("run", "deploy", "store", "feed", "trigger"));
        arrows.put(
                "export",
                Set.of("run", "artifact", "attempt", "cache", "store", "deploy", "registry", "loop", "history"));
        arrows.put("retention", Set.of("run", "store", "loop"));
        Set<String> all = new TreeSet<>(arrows.keySet());
        arrows.put(ROOT, all);
        Set<String> allAndRoot = new TreeSet<>(all);
        allAndRoot.add(ROOT);
        arrows.put("testkit", allAndRoot);
        return arrows;
    }

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packages")
    void a_package_imports_only_those_below_it(String name) {
        Set<String> others = new TreeSet<>(ARROWS.keySet());
        others.remove(name);
        others.removeAll(ARROWS.get(name));
        if (!others.isEmpty()) {
            noClasses()
                    .that()
                    .resideInAnyPackage(of(name))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            others.stream().map(ArchitectureTest::of).toArray(String[]::new))
                    .because("it may import " + ARROWS.get(name) + " of the engine; see docs/architecture.md")
                    .allowEmptyShould(true)
                    .check(CODE);
        }
    }

    @Test
    void every_package_has_its_place_on_the_map() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CODE) {
            String inside = type.getPackageName().substring(ENGINE.length());
            found.add(inside.isEmpty() ? ROOT : inside.split("\\.", -1)[1]);
        }
        assertThat(ARROWS.keySet())
                .as("packages of %s; give a new one its line in ARROWS, which says what it may import", ENGINE)
                .containsAll(found);
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching(ENGINE + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void the_decision_core_knows_the_dsl_and_plain_java_and_nothing_else() {
        classes()
                .that()
                .resideInAPackage(of("run"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        of("run"),
                        "dev.rondo.definition..",
                        "dev.rondo.partition..",
                        "dev.rondo.step..",
                        "java.lang..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..",
                        "java.time..",
                        "org.jspecify.annotations.."))
                .check(CODE);
    }

    @Test
    void the_decision_core_has_no_thread_and_no_random_number() {
        noClasses()
                .that()
                .resideInAPackage(of("run"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.UUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CODE);
    }

    @Test
    void only_the_wiring_reads_the_clock() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .because("now is an argument: take an InstantSource")
                .check(CODE);
    }

    @Test
    void quartz_is_known_to_the_clock_alone() {
        keptIn("clock", "org.quartz..");
    }

    @Test
    void databases_are_known_to_the_store_alone() {
        keptIn("store", "java.sql..", "javax.sql..", "com.zaxxer.hikari..", "org.flywaydb..", "org.h2..");
    }

    @Test
    void bytecode_is_read_in_one_place_alone() {
        keptIn("code", "org.objectweb.asm..");
    }

    @Test
    void the_graph_library_stays_in_the_dsl() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jgrapht..", "org.roaringbitmap..")
                .check(CODE);
    }

    private static void keptIn(String home, String... library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(of(home))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .because(Arrays.toString(library) + " has its one home in " + home)
                .allowEmptyShould(true)
                .check(CODE);
    }

    private static String of(String name) {
        return name.equals(ROOT) ? ENGINE : ENGINE + "." + name + "..";
    }
}
