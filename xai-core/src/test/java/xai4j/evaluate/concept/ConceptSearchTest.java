package xai4j.evaluate.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.data.LabelledImages;
import xai4j.image.ImageException;
import xai4j.image.ObjectMask;
import xai4j.model.ActivationModel;
import xai4j.model.FeatureLayout;
import xai4j.tensor.XaiException;

class ConceptSearchTest {
    private static final List<Integer> ALL = IntStream.range(0, 10).boxed().toList();

    /** A red square of half the side on blue, a green line below it; the square is the object. */
    private static final class Squares implements LabelledImages {
        @Override
        public List<String> labels() {
            return List.of("warm", "green");
        }

        @Override
        public int size() {
            return 10;
        }

        @Override
        public String name(int i) {
            return i + ".png";
        }

        @Override
        public int label(int i) {
            return 0;
        }

        private static int left(int i) {
            return 4 * i;
        }

        @Override
        public BufferedImage image(int i) {
            if (i == 3) {
                throw new ImageException("image 3.png is gone");
            }
            BufferedImage image = new BufferedImage(112, 112, BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D drawing = image.createGraphics();
            drawing.setColor(Color.BLUE);
            drawing.fillRect(0, 0, 112, 112);
            drawing.setColor(Color.RED);
            drawing.fillRect(left(i), 8, 56, 56);
            drawing.setColor(Color.GREEN);
            drawing.fillRect(0, 80, 112, 32);
            drawing.dispose();
            return image;
        }

        static Optional<ObjectMask> mask(String name) {
            int left = left(Integer.parseInt(name.substring(0, name.indexOf('.'))));
            return Optional.of(ObjectMask.ofBox(left, 8, left + 56, 64, 112, 112));
        }
    }

    private static ClassConcepts found(ActivationModel model) {
        return ConceptSearch.on(model).concepts(3).masks(Squares::mask).of(0, new Squares(), ALL);
    }

    /**
     * Red covers a quarter of the area and weighs 2, blue 13/28 (all but the square and the line's 2/7) and weighs 1, green nothing. Of a sum
     * of independent uniform numbers each takes part in its squared weight's share.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void coloursAreTheConceptsAndCountAsMuchAsTheirWeights(boolean headed) {
        ClassConcepts found = found(new ColourNetwork(headed));

        double red = 2 * 0.25;
        double blue = 1 - 0.25 - 32 / 112.0;
        double all = red * red + blue * blue;
        assertThat(found.explained()).isCloseTo(1, within(1e-6));
        assertThat(found.pictures()).isEqualTo(9);
        assertThat(found.remark()).isEmpty();
        assertThat(found.concepts()).hasSize(3);
        assertThat(found.concepts().get(0).importance()).isCloseTo(red * red / all, within(0.05));
        assertThat(found.concepts().get(1).importance()).isCloseTo(blue * blue / all, within(0.05));
        assertThat(found.concepts().get(2).importance()).isCloseTo(0, within(1e-6));
    }

    @Test
    void aConceptIsShownWhereItIsStrongestOncePerPicture() {
        ClassConcepts found = found(new ColourNetwork(true));
        Concept red = found.concepts().get(0);

        assertThat(red.onObject()).isCloseTo(1, within(0.01));
        assertThat(found.concepts().get(1).onObject()).isLessThan(0.1);
        assertThat(found.objectArea()).isCloseTo(0.25, within(1e-9));
        assertThat(found.offObject()).isFalse();
        assertThat(red.crops()).hasSize(8);
        assertThat(red.crops()).extracting(ConceptCrop::picture).doesNotHaveDuplicates();
        assertThat(red.crops()).allSatisfy(crop -> {
            int x = (int) (112 * (crop.left() + crop.right()) / 2);
            int y = (int) (112 * (crop.top() + crop.bottom()) / 2);
            assertThat(new Squares().image(crop.picture()).getRGB(x, y) & 0xFFFFFF)
                    .isEqualTo(0xFF0000);
        });
        assertThat(found(new ColourNetwork(true))).isEqualTo(found);
    }

    @Test
    void withoutMasksWhereTheConceptLiesIsNotKnown() {
        ClassConcepts found = ConceptSearch.on(new ColourNetwork(true)).of(0, new Squares(), ALL);

        assertThat(found.concepts())
                .allSatisfy(concept -> assertThat(concept.onObject()).isNaN());
        assertThat(found.objectArea()).isNaN();
        assertThat(found.offObject()).isFalse();
    }

    @Test
    void whatHardlyLiesOnTheObjectIsToldOf() {
        ClassConcepts found = ConceptSearch.on(new ColourNetwork(true))
                .masks(name -> Optional.of(ObjectMask.ofBox(0, 84, 112, 112, 112, 112)))
                .of(0, new Squares(), ALL);

        assertThat(found.offObject()).isTrue();
    }

    @Test
    void tooFewPicturesAreSaid() {
        ClassConcepts found = ConceptSearch.on(new ColourNetwork(true)).of(0, new Squares(), List.of(0, 1, 3, 4));

        assertThat(found.concepts()).isEmpty();
        assertThat(found.remark()).isEqualTo("too few pictures to find what recurs: 3, and 4 are needed");
    }

    @Test
    void whatCannotBeAddedUpIsRefusedAndALittleIsTakenForZero() {
        ActivationModel negative = new ColourNetwork(true, -0.6f, FeatureLayout.CHANNELS_FIRST);
        assertThatThrownBy(() -> found(negative))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("layer map of colours are negative")
                .hasMessageContaining("behind a ReLU");
        assertThat(found(new ColourNetwork(true, -0.1f, FeatureLayout.CHANNELS_FIRST))
                        .remark())
                .contains("few negative values of layer map");
        assertThatThrownBy(() -> ConceptSearch.on(new ColourNetwork(true, 0, FeatureLayout.TOKENS)))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("no feature map at its end");
        assertThatThrownBy(() -> ConceptSearch.on(new ColourNetwork(true)).concepts(0))
                .hasMessageContaining("0 concepts");
    }

    @Test
    void longPicturesAreCutIntoMorePieces() {
        assertThat(CropGrid.of(224, 224)).hasSize(16).contains(new CropGrid.Box(160, 0, 64, 64));
        assertThat(CropGrid.of(448, 224)).hasSize(32);
        assertThat(CropGrid.of(5000, 100)).hasSize(32).allSatisfy(piece -> assertThat(piece.left() + piece.width())
                .isLessThanOrEqualTo(5000));
        assertThat(CropGrid.of(1, 1)).containsExactly(new CropGrid.Box(0, 0, 1, 1));
    }
}
