package xai4j.evaluate.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.data.LabelledImages;

class ConceptRecursionTest {
    private static final int COUNT = 12;
    private static final int SIDE = 112;

    /** Pictures of quarters: two green, and of the others one red and one blue; the blue one is as large in all. */
    private static final class Quarters implements LabelledImages {
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
