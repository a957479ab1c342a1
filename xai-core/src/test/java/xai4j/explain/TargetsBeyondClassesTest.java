package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.model.DerivedModel;
import xai4j.model.ForwardingModel;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.SmallNet;
import xai4j.model.WeightedScores;
import xai4j.render.Png;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class TargetsBeyondClassesTest {
    private static final SmallNet NET = SmallNet.planar(5);
    private static final PreparedImage IMAGE = SmallNet.image(NET.spec().input(), 3);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cam",
                "grad-cam",
                "hires-cam",
                "input-x-gradient",
                "integrated-gradients",
                "feature-ablation",
                "occlusion"
            })
    void whatIsLinearInTheScoresExplainsAContrastAsTheDifferenceOfTwoExplanations(String method) {
        Tensor contrast = explain(method, "a-c").values();
        Tensor first = explain(method, "a").values();
        Tensor second = explain(method, "c").values();
        for (int i = 0; i < contrast.size(); i++) {
            assertThat((double) contrast.at(i)).isCloseTo((double) first.at(i) - second.at(i), within(2e-6));
        }
    }

    @Test
    void everyMethodExplainsAContrastOrSaysThatItExplainsClasses() {
        for (ExplainerDescriptor method : Explainers.methods()) {
            if (method.applicability().apply(NET).level() == Applicability.Level.IMPOSSIBLE) {
                continue;
            }
            Explainer<?> explainer = method.factory().apply(NET).target(Target.parse("a-c"));
            if (method.name().startsWith("nbdt") || method.name().equals("prototypes")) {
                assertThatThrownBy(() -> explainer.explain(IMAGE)).hasMessageContaining("explains classes");
                continue;
            }
            Explanation why = small(explainer).explain(IMAGE);
            assertThat(why.provenance().options()).as(method.name()).containsEntry("target", "a-c");
            assertThat(why.targets()).hasSize(1);
            assertThat(why.targets().get(0).index()).isEqualTo(ExplainedTarget.NO_CLASS);
            assertThat(why.targets().get(0).label()).startsWith("a");
            assertThat(why.provenance().model()).isEqualTo("small");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-c",
                "weights:0=2,3=-0.5",
                "finer:2",
                "finer:2*0.5:b",
                "similar:EMBEDDING",
                "similar-dot:EMBEDDING"
            })
    void gradientsAreThoseOfTheNumberThatIsNamed(String text, @TempDir Path folder) {
        Tensor reference = Tensor.of(Shape.of(4), 0.3f, -1.2f, 0.8f, 0.1f);
        Npy.write(reference, folder.resolve("text.npy"));
        Target target = Target.parse(
                text.replace("EMBEDDING", folder.resolve("text.npy").toString()));
        Tensor gradient = Explainers.saliency(NET)
                .set("absolute", "false")
                .target(target)
                .explain(IMAGE)
                .values();
        double step = 1e-2;
        for (int i = 0; i < IMAGE.tensor().size(); i += 7) {
            double slope = (value(target, i, step) - value(target, i, -step)) / (2 * step);
            assertThat((double) gradient.at(i)).as("input %d", i).isCloseTo(slope, within(2e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "7,9",
                "top:3",
                "predicted",
                "dog",
                "7-9",
                "weights:7=1.0,9=-0.5",
                "finer:3",
                "finer:3*0.5:7",
                "similar:base64,AACAPwAAAMA="
            })
    void textMakesAnEqualTarget(String text) {
        assertThat(Target.parse(text).text()).isEqualTo(text);
        assertThat(Target.parse(text)).isEqualTo(Target.parse(Target.parse(text).text()));
    }

    @Test
    void numbersGivenInJavaAreKeptInTheText() {
        float[] embedding = {1, -2};
        assertThat(Target.similarTo(embedding))
                .isEqualTo(Target.parse(Target.similarTo(embedding).text()));
        assertThat(Target.weighted(Map.of(1, 2.0))).isEqualTo(Target.parse("weights:1=2"));
    }

    @Test
    void aLabelWithAHyphenIsALabelWhereItIsOne() {
        Target target = Target.parse("sea-lion");
        assertThat(target.forModel(labelled("sea-lion", "sea", "lion"))).isEqualTo(Target.label("sea-lion"));
        assertThat(target.forModel(labelled("sea", "lion"))).isEqualTo(Target.contrast("sea", "lion"));
        assertThat(Target.parse("sea-lion-dog").forModel(labelled("sea-lion", "dog")))
                .isEqualTo(Target.contrast("sea-lion", "dog"));
    }

    @Test
    void whatCannotBeIsSaidInWords() {
        assertThatThrownBy(() -> explain("grad-cam", "a-wolf")).hasMessageContaining("no label \"a-wolf\"");
        assertThatThrownBy(() -> explain("grad-cam", "0-9")).hasMessageContaining("0…3");
        assertThatThrownBy(() -> explain("grad-cam", "a-a")).hasMessageContaining("against itself");
        assertThatThrownBy(() -> explain("grad-cam", "similar:base64,AACAPwAAAMA="))
                .hasMessageContaining("2 values")
                .hasMessageContaining("has 4");
        String unknown = Target.similarTo(new float[] {1, Float.NaN, 0, 0}).text();
        assertThatThrownBy(() -> explain("grad-cam", unknown)).hasMessageContaining("has NaN at position 1");
        String nothing = Target.similarTo(new float[4]).text();
        assertThatThrownBy(() -> explain("saliency", nothing)).hasMessageContaining("nothing is like it");
        assertThatThrownBy(() -> explain("grad-cam", "finer:4")).hasMessageContaining("4 classes");
        assertThatThrownBy(() -> Target.parse("weights:1")).hasMessageContaining("weights:7=1,9=-0.5");
        assertThatThrownBy(() -> Target.parse("weights:1=0")).hasMessageContaining("not all 0");
        assertThatThrownBy(() -> Target.parse("finer:x")).hasMessageContaining("finer:3");
        assertThatThrownBy(() -> Target.label("Persian cat").resolve(new float[2], List.of("Persian_cat", "dog")))
                .hasMessageContaining("did you mean Persian_cat");
    }

    @Test
    void aPictureIsMostLikeItself(@TempDir Path folder) {
        Png.write(IMAGE.modelPicture(), folder.resolve("same.png"));
        Target target = Target.similarTo(folder.resolve("same.png"));
        PreparedImage same = NET.spec().prepare(Images.read(folder.resolve("same.png")));
        SaliencyMap map = Explainers.saliency(NET).target(target).explain(same);
        assertThat(map.targets().get(0).score()).isCloseTo(1, within(1e-6));
        assertThat(map.values().toArray()).containsOnly(0f);
        SaliencyMap other = Explainers.saliency(NET)
                .target(target)
                .explain(SmallNet.image(NET.spec().input(), 9));
        assertThat(other.targets().get(0).score()).isLessThan(1 - 1e-6);
        assertThat(Target.parse(target.text())).isEqualTo(target);
    }

    @Test
    void whatAModelRemarksIsSaidOfItsFunctionsToo() {
        Model remarking = new ForwardingModel() {
            @Override
            protected Model delegate() {
                return NET;
            }

            @Override
            public List<String> remarks() {
                return List.of("it throws dice");
            }
        };
        assertThat(DerivedModel.of(remarking, List.of(new WeightedScores("a", Map.of(0, 1.0))))
                        .remarks())
                .containsExactly("it throws dice");
    }

    @Test
    void finerCamWithoutStrengthIsGradCam() {
        SaliencyMap plain = Explainers.gradCam(NET).target(Target.label("b")).explain(IMAGE);
        SaliencyMap finer =
                Explainers.finerCam(NET).strength(0).target(Target.label("b")).explain(IMAGE);
        SaliencyMap against = Explainers.finerCam(NET).target(Target.label("b")).explain(IMAGE);
        for (int i = 0; i < plain.values().size(); i++) {
            assertThat(finer.values().at(i)).isCloseTo(plain.values().at(i), within(1e-7f));
        }
        assertThat(against.values().toArray()).isNotEqualTo(plain.values().toArray());
    }

    private static Model labelled(String... labels) {
        return Models.of(NET.spec().withLabels(List.of(labels)), NET::predict);
    }

    private static Explainer<?> small(Explainer<?> explainer) {
        Explainer<?> result = explainer;
        for (String[] option : new String[][] {{"segmenter", "grid:2x2"}, {"samples", "40"}, {"steps", "8"}}) {
            if (explainer.options().known().stream()
                    .anyMatch(known -> known.name().equals(option[0]))) {
                result = result.set(option[0], option[1]);
            }
        }
        return result;
    }

    private static Explanation explain(String method, String target) {
        Explainer<?> explainer = small(Explainers.named(method, NET)).target(Target.parse(target));
        return (method.equals("occlusion") || method.equals("feature-ablation")
                        ? explainer.set("score", "logit")
                        : explainer)
                .explain(IMAGE);
    }

    private static double value(Target target, int at, double change) {
        Tensor moved = IMAGE.tensor().copy();
        moved.set(at, (float) (moved.at(at) + change));
        float[] scores = NET.predict(moved.reshape(moved.shape().prepend(1)), Score.LOGIT)
                .row(0)
                .toArray();
        TargetContext context = new TargetContext(NET, IMAGE, Score.LOGIT);
        return target.forModel(NET).functions(context).get(0).value(scores);
    }
}
