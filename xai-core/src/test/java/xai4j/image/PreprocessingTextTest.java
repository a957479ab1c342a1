package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A preprocessing as options of the command line, and back. */
class PreprocessingTextTest {
    @Property
    void optionsGivenBackMakeTheSame(@ForAll("preprocessings") Preprocessing any) {
        Preprocessing back = parsed(any.options());
        assertThat(back.withName(any.name()).withDefaultSize(any.defaultSize())).isEqualTo(any);
    }

    @Example
    void presetsKeepTheirNames() {
        for (String name : Preprocessing.names()) {
            assertThat(parsed(Preprocessing.named(name).options())).isEqualTo(Preprocessing.named(name));
            assertThat(Preprocessing.named(name).matchesPreset()).isTrue();
        }
        assertThat(Preprocessing.caffe().withResizeMode(ResizeMode.CROP).matchesPreset())
                .isFalse();
    }

    @Example
    void numbersAreSaidAsPeopleKnowThem() {
        assertThat(Preprocessing.imagenet().withResizeMode(ResizeMode.CROP).options())
                .isEqualTo(
                        "--preprocess imagenet --resize crop --crop 0.875 --filter bilinear --colors rgb --pixel-scale 1/255"
                                + " --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225");
        assertThat(Preprocessing.tensorflow().options()).contains("--pixel-scale 1/127.5 --mean 1 --std 1");
    }

    @Example
    void whatASettingDoesNotTakeIsRefusedByItsName() {
        Preprocessing base = Preprocessing.raw();
        assertThatThrownBy(() -> PreprocessingSetting.RESIZE.read(base, "stretch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("--resize stretch", "squash, crop, letterbox");
        for (String text : List.of("", "a,b", "1,,2", "NaN", "1/0")) {
            assertThatThrownBy(() -> PreprocessingSetting.MEAN.read(base, text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--mean");
        }
        assertThatThrownBy(() -> PreprocessingSetting.STD.read(base, "0")).hasMessageContaining("positive");
        assertThatThrownBy(() -> PreprocessingSetting.SCALE.read(base, "0")).hasMessageContaining("--pixel-scale 0");
    }

    @Provide
    Arbitrary<Preprocessing> preprocessings() {
        Arbitrary<Double> numbers = Arbitraries.doubles().between(-300, 300).ofScale(12);
        Arbitrary<Double> positive = Arbitraries.doubles().between(1e-6, 300).ofScale(12);
        return Combinators.combine(
                        Arbitraries.of(Preprocessing.names()),
                        Arbitraries.of(ResizeMode.values()),
                        Arbitraries.of(Interpolation.values()),
                        Arbitraries.doubles().between(0.01, 1).ofScale(9),
                        Arbitraries.of(ChannelOrder.values()),
                        Arbitraries.oneOf(positive, positive.map(value -> 1 / value)),
                        numbers.list().ofMinSize(1).ofMaxSize(3),
                        positive.list().ofMinSize(1).ofMaxSize(3))
                .as((name, fit, filter, crop, order, scale, mean, std) ->
                        new Preprocessing(name, fit, filter, crop, 64, order, scale, mean, std));
    }

    /** As the command line does it. */
    private static Preprocessing parsed(String options) {
        List<String> words = List.of(options.split(" ", -1));
        Preprocessing result = Preprocessing.named(words.get(words.indexOf("--preprocess") + 1));
        for (PreprocessingSetting setting : PreprocessingSetting.values()) {
            result = setting.read(result, words.get(words.indexOf("--" + setting.option()) + 1));
        }
        return result;
    }
}
