package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.djl.torch.Golden.assertClose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.djl.Platform;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.backend.BatchChecks;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class TorchOutputsTest {
    private static final String CODE = "__torch__.py";
    private static final String LOGITS = "(input, (e).forward(input, ))";
    private static final Tensor INPUT = BatchChecks.noise(Shape.of(2, 3, 8, 8));

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static TorchScriptModel open(String golden) {
        return TorchScriptModel.open(
                Golden.path("outputs/" + golden + ".pt"),
                LoadOptions.defaults().withInputSize(8, 8).withThreads(1));
    }

    private TorchScriptModel returning(String type, String statements, LoadOptions options) throws IOException {
        Path file = ArchiveEdit.of("outputs/tuple_logits_first.pt")
                .code(CODE, text -> text.replace("Tuple[Tensor, Tensor]", type)
                        .replace("    return " + LOGITS, "    " + statements.replace("; ", "\n    ")))
                .write(folder.resolve("net.pt"));
        return TorchScriptModel.open(file, options.withInputSize(8, 8).withThreads(1));
    }

    private TorchScriptModel ending(String statements) throws IOException {
        // gains of 40 saturate every softmax; weaker ones do not
        return returning("Tensor", "input = torch.mul(input, 0.02); " + statements, LoadOptions.defaults());
    }

    @Test
    void dictionariesAndTuplesHoldTheSameScores() {
        try (TorchScriptModel tuple = open("tuple_logits_first");
                TorchScriptModel dict = open("dict")) {
            Tensor scores = tuple.predict(INPUT);
            assertThat(scores.shape()).isEqualTo(Shape.of(2, 5));
            assertThat(dict.predict(INPUT)).isEqualTo(scores);
            assertThat(dict.outputs()).extracting(ModelOutput::name).containsExactly("logits", "embedding");
            assertThat(dict.outputs()).extracting(ModelOutput::explained).containsExactly(true, false);
            assertThat(tuple.outputs()).extracting(ModelOutput::name).containsExactly("0", "1");
            assertThat(tuple.outputs().get(1).kind()).isEqualTo(ModelOutput.Kind.EMBEDDING);
        }
    }

    @Test
    void anOutputOfOneNumberPerPictureIsOneScore() {
        try (TorchScriptModel model = open("squeezed")) {
            assertThat(model.predict(INPUT).shape()).isEqualTo(Shape.of(2, 1));
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.MULTILABEL_PROBABILITIES);
            assertThat(model.outputs()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tuple[Tensor, Tensor] | return ((e).forward(input, ), input) | 1",
                "List[Tensor] | return [(e).forward(input, ), input] | 1",
                "Tuple[Tensor, Dict[str, Tensor]] | return ((e).forward(input, ), {\"scores\": input}) | 1.scores",
                "Tuple[Tensor, Tensor] | y, i, = torch.topk(input, 3); return (torch.softmax(input, 1), y) | 0"
            })
    void theOutputThatIsClearlyScoresIsChosen(String type, String statements, String name) throws IOException {
        try (TorchScriptModel model = returning(type, statements, LoadOptions.defaults())) {
            assertThat(model.predict(INPUT).shape()).isEqualTo(Shape.of(2, 5));
            assertThat(model.outputs())
                    .filteredOn(ModelOutput::explained)
                    .extracting(ModelOutput::name)
                    .containsExactly(name);
        }
    }

    @Test
    void whenNoOutputIsClearTheyAreListedAndOneCanBeNamed() throws IOException {
        String two = "return (torch.slice(input, 1, 0, 3), input)";
        assertThatThrownBy(() -> returning("Tuple[Tensor, Tensor]", two, LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("\"0\" [?, 3]")
                .hasMessageContaining("\"1\" [?, 5]")
                .hasMessageContaining("--output");
        try (TorchScriptModel model =
                returning("Tuple[Tensor, Tensor]", two, LoadOptions.defaults().withOutput("1"))) {
            assertThat(model.predict(INPUT).shape()).isEqualTo(Shape.of(2, 5));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> returning(
                        "Tuple[Tensor, Tensor]", two, LoadOptions.defaults().withOutput("logits")))
                .withMessageContaining("\"0\" [?, 3]");
        assertThatThrownBy(() -> returning(
                        "Tuple[Tensor, Tensor]", "y, i, = torch.topk(input, 3); return (y, i)", LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("falling order")
                .hasMessageContaining("whole numbers");
    }

    @Test
    void mapsAreNoScores() {
        assertThatThrownBy(
                        () -> returning("Tensor", "return (act).forward((c).forward(x, ), )", LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("more than one axis");
    }

    @Test
    void oneLogitIsAYesOrNo() throws IOException {
        try (TorchScriptModel model = ending("return torch.slice(input, 1, 2, 3)")) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.SIGMOID_LOGITS);
            Tensor logits = model.predict(INPUT, Score.LOGIT);
            Tensor probabilities = model.predict(INPUT, Score.PROBABILITY);
            assertThat(probabilities.at(0)).isEqualTo((float) (1 / (1 + Math.exp(-logits.at(0)))));
        }
    }

    @Test
    void aCallerMaySayWhatScoresAre() throws IOException {
        LoadOptions options = LoadOptions.defaults().withScores(ScoreKind.SIGMOID_LOGITS);
        try (TorchScriptModel model = returning("Tensor", "return torch.mul(input, 0.02)", options)) {
            Tensor logits = model.predict(INPUT, Score.LOGIT);
            Tensor weights = Tensor.zeros(Shape.of(2, 5));
            weights.set(1, 1f);
            var gradients = model.gradients(
                    INPUT,
                    new Objective.OfScores(Score.PROBABILITY, weights),
                    Set.of(Layer.INPUT),
                    BackwardRule.GRADIENT);
            assertThat(gradients.scores().at(1))
                    .isCloseTo(
                            (float) (1 / (1 + Math.exp(-logits.at(1)))), org.assertj.core.api.Assertions.within(1e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return torch.softmax(input, 1) | PROBABILITIES",
                "return torch.mul(torch.softmax(input, 1), 100) | OTHER",
                "return torch.clamp(torch.softmax(input, 1), 0.199, 0.9) | OTHER",
                "return torch.mul(torch.sigmoid(input), 100) | OTHER",
                "return torch.to(torch.softmax(torch.to(input, 7), 1), 6) | PROBABILITIES",
                "return torch.slice(torch.softmax(input, 1), 1, 0, 5) | PROBABILITIES",
                "y = torch.add(torch.mul(torch.softmax(input, 1), 2), 3); return y | OTHER"
            })
    void scoresAreFollowedBackToTheLogits(String statements, ScoreKind kind) throws IOException {
        try (TorchScriptModel plain = ending("return input")) {
            Tensor logits = plain.predict(INPUT);
            Tensor gradient = gradient(plain);
            try (TorchScriptModel model = ending(statements)) {
                assertThat(model.spec().scores()).isEqualTo(kind);
                assertClose(model.predict(INPUT, Score.LOGIT), logits, 1e-5);
                assertClose(gradient(model), gradient, 1e-5);
                Tensor probability = model.predict(INPUT, Score.PROBABILITY);
                assertThat(probability.at(0)).isBetween(0f, 1f);
            }
        }
    }

    @Test
    void aSoftmaxThatIsWrittenOutIsFollowedToTheLayerBeforeIt() throws IOException {
        String written = "_1 = torch.exp(input); return torch.div(_1, torch.sum(_1, [1], True))";
        try (TorchScriptModel plain = returning("Tensor", "return input", LoadOptions.defaults());
                TorchScriptModel model = returning("Tensor", written, LoadOptions.defaults())) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            assertClose(model.predict(INPUT, Score.LOGIT), plain.predict(INPUT), 1e-5);
            assertClose(gradient(model), gradient(plain), 1e-5);
        }
    }

    @Test
    void probabilitiesWithoutLogitsAreExplainedByTheirLogarithms() throws IOException {
        String written = "_1 = torch.exp(input); return torch.div(_1, torch.sum(_1, [1], True))";
        try (TorchScriptModel model = ending(written)) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            Tensor probabilities = model.predict(INPUT);
            assertThat(model.predict(INPUT, Score.LOGIT).at(3))
                    .isCloseTo((float) Math.log(probabilities.at(3)), org.assertj.core.api.Assertions.within(1e-5f));
        }
    }

    @Test
    void aRunOfTheClassesAndAComplementKeepTheirLogits() throws IOException {
        try (TorchScriptModel plain = ending("return input");
                TorchScriptModel run = ending("return torch.slice(torch.softmax(input, 1), 1, 1, 5)")) {
            Tensor logits = plain.predict(INPUT);
            assertThat(run.predict(INPUT, Score.LOGIT).get(1, 2)).isEqualTo(logits.get(1, 3));
        }
        try (TorchScriptModel pair =
                ending("p = torch.sigmoid(torch.slice(input, 1, 2, 3)); return torch.cat([torch.rsub(p, 1), p], 1)")) {
            assertThat(pair.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            Tensor logits = pair.predict(INPUT, Score.LOGIT);
            assertThat(logits.get(0, 0)).isEqualTo(-logits.get(0, 1));
        }
    }

    private static Tensor gradient(TorchScriptModel model) {
        Objective second = Objective.classes(Score.LOGIT, new int[] {1, 2}, 5);
        var gradients = model.gradients(INPUT, second, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
        return Objects.requireNonNull(gradients.gradients().get(Layer.INPUT));
    }
}
