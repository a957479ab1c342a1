package xai4j.djl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;

/** Who may import whom in this module, as {@code docs/architecture.md} says. */
@AnalyzeClasses(packages = "xai4j.djl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each room with the rooms of this module that it may import from; no backend knows another. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.of(
            "xai4j.djl.engine", List.of(),
            "xai4j.djl.translator", List.of("xai4j.djl.engine"),
            "xai4j.djl.block", List.of("xai4j.djl.engine"),
            "xai4j.djl.torch..", List.of("xai4j.djl.engine", "xai4j.djl.translator"),
            "xai4j.djl.tensorflow", List.of("xai4j.djl.engine"),
            "xai4j.djl.export", List.of("xai4j.djl.engine"),
            "xai4j.djl.train", List.of("xai4j.djl.engine", "xai4j.djl.block"),
            "xai4j.djl.nbdt", List.of("xai4j.djl.engine", "xai4j.djl.train"),
            "xai4j.djl.prototype",
                    List.of("xai4j.djl.engine", "xai4j.djl.block", "xai4j.djl.export", "xai4j.djl.train"),
            "xai4j.djl", List.of("xai4j.djl.engine", "xai4j.djl.translator", "xai4j.djl.block"));

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_KNOWN =
            classes().should().resideInAnyPackage(MAY_IMPORT.keySet().toArray(String[]::new));

    @ArchTest
    static void aRoomImportsOnlyWhatItsRowSays(JavaClasses classes) {
        MAY_IMPORT.forEach((room, allowed) -> noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MAY_IMPORT.keySet().stream()
                        .filter(other -> !other.equals(room) && !allowed.contains(other))
                        .toArray(String[]::new))
                .check(classes));
    }

    /** Networks of blocks are written as ONNX through the writer; nobody else here needs that format. */
    @ArchTest
    static final ArchRule ONLY_WHAT_EXPORTS_KNOWS_ONNX = noClasses()
            .that()
            .resideOutsideOfPackages("xai4j.djl.export", "xai4j.djl.prototype")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("xai4j.onnx..");

    @ArchTest
    static final ArchRule AND_OF_IT_THE_WRITER_ALONE = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("xai4j.onnx..").and(resideOutsideOfPackage("xai4j.onnx.export")))
            .because("the graph model of xai-onnx is its own");
}
