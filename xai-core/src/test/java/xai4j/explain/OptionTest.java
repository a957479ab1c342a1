package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xai4j.coalition.PerturbationOptions;
import xai4j.gradient.IntegratedGradients;
import xai4j.model.Score;
import xai4j.nbdt.Nbdt;
import xai4j.occlusion.Occlusion;
import xai4j.prototype.Prototypes;

class OptionTest {
    @Test
    void theFormTellsWhatAFieldForTheValueLooksLike() {
        assertThat(Option.integer("n", 5, 1, 10, "").form())
                .isEqualTo(new Option.Form(Option.Kind.WHOLE, java.util.List.of(), 1, 10));
        assertThat(Option.integer("n", 5, 1, Integer.MAX_VALUE, "").form().most())
                .isInfinite();
        assertThat(Option.real("x", 0.5, 0, 1, "").form().kind()).isEqualTo(Option.Kind.REAL);
        assertThat(Option.number("seed", 0, "").form().least()).isNegative().isInfinite();
        assertThat(Option.flag("f", true, "").form().kind()).isEqualTo(Option.Kind.FLAG);
        assertThat(Option.choice("score", Score.LOGIT, "")
                        .alias("number")
                        .form()
                        .choices())
                .containsExactly("logit", "probability", "output");
        assertThat(PerturbationOptions.SEGMENTER.form().kind()).isEqualTo(Option.Kind.TEXT);
    }

    @Test
    void textsThatNameFilesAreKnownWithoutTouchingAny() {
        requireNamed(PerturbationOptions.SEGMENTER, "file:x.npy");
        requireHarmless(PerturbationOptions.SEGMENTER, "slic:60", "grid:8x8", "quickshift", "x.npy");
        requireNamed(Occlusion.REGIONS, "file:x.npy");
        requireHarmless(Occlusion.REGIONS, "windows", "slic:60");
        requireNamed(IntegratedGradients.BASELINE, "file:x", "FILE:x", "x.npy", "/x", "black,x.png", "");
        requireHarmless(
                IntegratedGradients.BASELINE,
                "zero",
                "black, White",
                "blur:3",
                "rise-blur",
                "minimum",
                "blur:x",
                "random:-1",
                "rgb:1,2,3",
                "rgb:1, 2,3,mean",
                "random:4");
        requireNamed(Nbdt.HIERARCHY, "tree.json", "/tree");
        requireHarmless(Nbdt.HIERARCHY, "", "wordnet");
        requireNamed(Nbdt.WNIDS, "numbers.txt");
        requireNamed(Prototypes.PROTOTYPES, "prototypes.json");
        requireNamed(
                ConfiguredExplainer.TARGET,
                "similar:x.npy",
                "similar-dot:x.npy",
                "similar:photo.jpg",
                "region:dog@mask.npy",
                "region:dog@/etc/hostname");
        requireHarmless(
                ConfiguredExplainer.TARGET,
                "predicted",
                "top:3",
                "dog",
                "7",
                "a-b",
                "region:dog",
                "region:dog@12,7",
                "box:0");
        assertThat(ConfiguredExplainer.MAX_SECONDS.namesFile("x.npy")).isFalse();
        assertThat(Option.flag("f", true, "")
                        .readingFiles("x"::equals)
                        .alias("g")
                        .namesFile("x"))
                .isTrue();
    }

    /** Whatever a baseline's own words are, none of them is taken for a file. */
    @Test
    void theWordsOfTheMeaningAreNoFiles() {
        String words = IntegratedGradients.BASELINE
                .meaning()
                .replaceFirst("^.*?: ", "")
                .replaceFirst(", file:PATH.*", "");
        assertThat(words.split(", ", -1)).hasSizeGreaterThan(10);
        for (String word : words.split(", ", -1)) {
            requireHarmless(
                    IntegratedGradients.BASELINE,
                    word.replace("R,G,B", "1,2,3")
                            .replace("SIGMA", "2")
                            .replace("COUNT", "2")
                            .replace("X", "0"));
        }
    }

    private static void requireNamed(Option<?> option, String... texts) {
        for (String text : texts) {
            assertThat(option.namesFile(text)).as(option.name() + " " + text).isTrue();
        }
    }

    private static void requireHarmless(Option<?> option, String... texts) {
        for (String text : texts) {
            assertThat(option.namesFile(text)).as(option.name() + " " + text).isFalse();
        }
    }
}
