package xai4j.evaluate.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.data.LabelledImages;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

class ConceptRecursionTest {
    private static final int COUNT = 12;
    private static final int SIDE = 112;

    /** Pictures of one class. */
    private abstract static class Painted implements LabelledImages {
        @Override
        public List<String> labels() {
            return List.of("painted");
        }

        @Override
        public int size() {
            return COUNT;
        }

        @Override
        public String name(int i) {
            return i + ".png";
        }

        @Override
        public int label(int i) {
            return 0;
        }
    }

    /** Pictures of quarters: two green, and of the others one red and one blue; the blue one is as large in all. */
    private static final class Quarters extends Painted {
        @Override
        public BufferedImage image(int i) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            Graphics2D drawing = image.createGraphics();
            drawing.setColor(Color.GREEN);
            drawing.fillRect(0, 0, SIDE, SIDE);
            drawing.setColor(Color.RED);
            drawing.fillRect(i % 2 * SIDE / 2, 0, SIDE / 2, SIDE / 2);
            drawing.setColor(Color.BLUE);
            drawing.fillRect(i % 2 * SIDE / 2, SIDE / 2, SIDE / 2, SIDE / 2);
            drawing.dispose();
            return image;
        }
    }

    private static ClassConcepts found(boolean divided) {
        return ConceptSearch.on(new WarmNetwork(divided))
                .concepts(2)
                .of(0, new Quarters(), IntStream.range(0, COUNT).boxed().toList());
    }

    private static int middle(ConceptCrop crop) {
        int x = (int) (SIDE * (crop.left() + crop.right()) / 2);
        int y = (int) (SIDE * (crop.top() + crop.bottom()) / 2);
        return new Quarters().image(crop.picture()).getRGB(x, y) & 0xFFFFFF;
    }

    @Test
    void whatALayerTakesForOneThingComesApartInTheLayerBefore() {
        ClassConcepts found = found(true);
        Concept painted = found.concepts().get(0);

        assertThat(found.earlier()).isEqualTo("colours");
        assertThat(painted.importance()).isCloseTo(1, within(0.05));
        assertThat(painted.parts()).hasSize(2);
        assertThat(painted.parts().get(0).share() + painted.parts().get(1).share())
                .isCloseTo(1, within(1e-9));
        assertThat(painted.parts()).allSatisfy(part -> assertThat(part.share()).isBetween(0.3, 0.7));
        assertThat(painted.parts().stream()
                        .map(part -> middle(part.crops().get(0)))
                        .toList())
                .containsExactlyInAnyOrder(0xFF0000, 0x0000FF);
        assertThat(painted.parts()).allSatisfy(part -> assertThat(part.crops())
                .hasSize(4)
                .allSatisfy(crop ->
                        assertThat(middle(crop)).isEqualTo(middle(part.crops().get(0))))
                .extracting(ConceptCrop::picture)
                .doesNotHaveDuplicates());
        assertThat(found(true)).isEqualTo(found);
    }

    /**
     * Pictures of which one half is painted: dark, with bright stripes above, three quarters of them red and one blue; red; or blue. The stripes excite what is painted
     * most.
     */
    private static final class Striped extends Painted {
        private static final int STRIPES = 32;

        @Override
        public BufferedImage image(int i) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    image.setRGB(x, y, x >= SIDE / 2 ? 0x00FF00 : color(i % 3, x, y));
                }
            }
            return image;
        }

        private static int color(int kind, int x, int y) {
            return switch (kind) {
                case 1 -> 0xFA0000;
                case 2 -> 0x0000FA;
                default -> y >= STRIPES ? 0x400000 : x % 8 < 6 ? 0xFF0000 : 0x0000FF;
            };
        }
    }

    /** Of a sum of independent uniform numbers each takes part in its squared weight's share; 32 designs of four pieces tell it to about a tenth. */
    @Test
    void aPartCountsAsMuchAsItMovesTheScoreOfTheStrongestPieces() {
        List<SubConcept> parts = ConceptSearch.on(new WarmNetwork(true))
                .concepts(2)
                .of(0, new Striped(), IntStream.range(0, COUNT).boxed().toList())
                .concepts()
                .get(0)
                .parts();

        double red = 0.75 * 0.75;
        double blue = 0.25 * 0.25;
        assertThat(parts).hasSize(2);
        assertThat(parts.get(0).importance()).isCloseTo(red / (red + blue), within(0.1));
        assertThat(parts.get(1).importance()).isCloseTo(blue / (red + blue), within(0.05));
        assertThat(new Striped().image(parts.get(1).crops().get(0).picture()).getRGB(0, SIDE - 1) & 0xFFFFFF)
                .isEqualTo(0x0000FA);
    }

    @Test
    void whereValuesOfALayerCannotBeReplacedPartsHaveNoImportance() {
        ClassConcepts found = ConceptSearch.on(new Closed(new WarmNetwork(true)))
                .concepts(2)
                .of(0, new Quarters(), IntStream.range(0, COUNT).boxed().toList());

        assertThat(found.concepts().get(0).parts()).hasSize(2).allSatisfy(part -> assertThat(part.importance())
                .isNaN());
    }

    /** A network that shows what is inside, and lets nobody change it. */
    private record Closed(WarmNetwork network) implements ActivationModel {
        @Override
        public ModelSpec spec() {
            return network.spec();
        }

        @Override
        public Tensor predict(Tensor batch) {
            return network.predict(batch);
        }

        @Override
        public List<Layer> layers() {
            return network.layers();
        }

        @Override
        public Activations activations(Tensor batch, Set<Layer> wanted) {
            return network.activations(batch, wanted);
        }

        @Override
        public Optional<LinearHead> head() {
            return network.head();
        }

        @Override
        public Optional<Layer> lastSpatialLayer() {
            return network.lastSpatialLayer();
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @Test
    void whatIsOneThingInTheLayerBeforeDoesNotComeApart() {
        Concept green = found(true).concepts().get(1);

        assertThat(green.importance()).isCloseTo(0, within(1e-6));
        assertThat(green.parts()).isEmpty();
    }

    @Test
    void withoutALayerBeforeNothingIsDivided() {
        ClassConcepts found = found(false);

        assertThat(found.earlier()).isEmpty();
        assertThat(found.concepts())
                .allSatisfy(concept -> assertThat(concept.parts()).isEmpty());
    }
}
