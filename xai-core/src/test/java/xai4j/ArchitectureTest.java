package xai4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import xai4j.explain.MethodProvider;
import xai4j.tensor.Tensor;

/** The floors of {@code docs/architecture.md}: a package imports from its own floor and those below, and there is no way back. */
@AnalyzeClasses(packages = "xai4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** From the ground up. A family's inner rooms stand on the family's floor. */
    private static final List<Floor> FLOORS = List.of(
            new Floor("ground", "xai4j.tensor", "xai4j.numeric..", "xai4j.io"),
            new Floor("pictures", "xai4j.image..", "xai4j.segment", "xai4j.data"),
            new Floor("models", "xai4j.model.."),
            new Floor("drawing", "xai4j.render.."),
            new Floor("contracts", "xai4j.explain", "xai4j.baseline", "xai4j.attribution"),
            new Floor("game", "xai4j.coalition.."),
            new Floor(
                    "families",
                    "xai4j.lime..",
                    "xai4j.occlusion..",
                    "xai4j.shap..",
                    "xai4j.rise..",
                    "xai4j.anchors..",
                    "xai4j.cam..",
                    "xai4j.gradient..",
                    "xai4j.attention..",
                    "xai4j.detect..",
                    "xai4j.prototype..",
                    "xai4j.nbdt..",
                    "xai4j.visualize.."),
            new Floor("judgement", "xai4j.evaluate.."),
            new Floor("pages", "xai4j.report.."),
            new Floor("doors", "xai4j.json", "xai4j"));

    @ArchTest
    static final ArchRule NO_CYCLE = slices().matching("(xai4j..)")
            .should()
            .beFreeOfCycles()
            .because("the data goes one way, and so do the packages");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_A_FLOOR = classes()
            .should()
            .resideInAnyPackage(
                    FLOORS.stream().flatMap(floor -> floor.packages().stream()).toArray(String[]::new));

    @ArchTest
    static final ArchRule NOTHING_IMPORTS_THE_DOORS = noClasses()
            .that()
            .resideOutsideOfPackages("xai4j", "xai4j.json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("xai4j", "xai4j.json");

    @ArchTest
    static void aFloorStandsOnThoseBelow(JavaClasses classes) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            List<String> above = new ArrayList<>();
            FLOORS.subList(floor + 1, FLOORS.size()).forEach(other -> above.addAll(other.packages()));
            if (!above.isEmpty()) {
                noClasses()
                        .that(inside(FLOORS.get(floor)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above.toArray(String[]::new))
                        .because(FLOORS.get(floor).name() + " know nothing of what stands on them")
                        .allowEmptyShould(true)
                        .check(classes);
            }
        }
    }

    /** A family knows no other; what two share moves down. */
    @ArchTest
    static void noFamilyKnowsAnother(JavaClasses classes) {
        List<String> families = FLOORS.get(6).packages();
        for (String family : families) {
            noClasses()
                    .that()
                    .resideInAPackage(family)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(families.stream()
                            .filter(other -> !other.equals(family))
                            .toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    /** Only the doors, and what a family itself makes known, are found by name. */
    @ArchTest
    static final ArchRule EACH_FAMILY_HAS_ONE_PROVIDER = classes()
            .that()
            .implement(MethodProvider.class)
            .should()
            .resideInAnyPackage(FLOORS.get(6).packages().toArray(String[]::new));

    /** What a public record hands out cannot be written by who gets it: its tensors, alone or in lists and maps, are read-only views. */
    @ArchTest
    static final ArchRule RECORDS_HOLD_READ_ONLY_TENSORS = classes()
            .that(new DescribedPredicate<>("are public records that hold tensors") {
                @Override
                public boolean test(JavaClass type) {
                    return type.isRecord()
                            && type.getModifiers().contains(JavaModifier.PUBLIC)
                            && type.getFields().stream()
                                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                    .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                                    .anyMatch(part -> part.isEquivalentTo(Tensor.class));
                }
            })
            .should(new ArchCondition<>("make them read-only in their constructors") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean kept = type.getConstructors().stream()
                            .flatMap(constructor -> Stream.concat(
                                    constructor.getMethodCallsFromSelf().stream(),
                                    constructor.getMethodReferencesFromSelf().stream()))
                            .anyMatch(call -> call.getName().equals("asReadOnly")
                                    || call.getName().equals("readOnly"));
                    events.add(new SimpleConditionEvent(type, kept, type.getName() + " hands out tensors to write"));
                }
            });

    private static DescribedPredicate<JavaClass> inside(Floor floor) {
        return resideInAnyPackage(floor.packages().toArray(String[]::new)).as("in " + floor.name());
    }

    private record Floor(String name, List<String> packages) {
        Floor(String name, String... packages) {
            this(name, List.of(packages));
        }
    }
}
