package xai4j.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.fuzz.ChildJvm;

class TextDrawingTest {
    private static final TextDrawing FONT = TextDrawing.SMALL;

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"Ł", "é", "ß", "Ж", "ω", "ő", "Ñ", "ş", "×", "…", "−"})
    void lettersOfManyScriptsAreDrawnAndNoTwoAlike(String letter) {
        assertThat(drawn(letter))
                .isNotEqualTo(drawn("\u0001"))
                .isNotEqualTo(drawn(" "))
                .isNotEqualTo(drawn("L"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"猫", "\u0007", "\u001b", "\uD83E\uDD9C", "\uD800"})
    void whatTheFontDoesNotHaveIsABox(String character) {
        assertThat(drawn(character)).isEqualTo(drawn("\u0001")).isNotEqualTo(drawn(" "));
    }

    @Test
    void widthsAddUpAndLinesBreakAtBlanksWithinTheirWidth() {
        assertThat(FONT.width("ii")).isLessThan(FONT.width("WW"));
        List<String> lines = FONT.wrap("the quick brown fox jumps over the lazy dog", 100);
        assertThat(String.join(" ", lines)).isEqualTo("the quick brown fox jumps over the lazy dog");
        assertThat(lines).hasSizeGreaterThan(1).allSatisfy(line -> assertThat(FONT.width(line))
                .isLessThanOrEqualTo(100));
        assertThat(String.join("", FONT.wrap("W".repeat(100), 70))).isEqualTo("W".repeat(100));
        assertThat(FONT.wrap("", 100)).containsExactly("");
        assertThat(TextDrawing.LARGE.width("wide")).isGreaterThan(FONT.width("wide"));
    }

    /** A label of a megabyte kept a picture from ever being drawn. */
    @Test
    @Timeout(20)
    void ofAMegabyteTheBeginningIsBroken() {
        List<String> lines = FONT.wrap("x".repeat(1_000_000), 100);
        assertThat(String.join("", lines)).isEqualTo("x".repeat(1000) + "…");
        assertThat(FONT.wrap("\uD83D\uDC26".repeat(1_000_000), 100))
                .last()
                .asString()
                .endsWith("\uD83D\uDC26…");
    }

    /** Read-only containers have no temp folder, small ones no fontconfig. */
    @Test
    void neitherATempFolderNorInstalledFontsAreNeeded() throws IOException, InterruptedException {
        Path nowhere = temp.resolve("nowhere");
        Path noFonts = Files.writeString(temp.resolve("fontconfig.properties"), "broken");
        ChildJvm bare = new ChildJvm(
                List.of(
                        "-Djava.io.tmpdir=" + nowhere,
                        "-Dsun.awt.fontconfig=" + noFonts,
                        "-Djava.awt.headless=true",
                        "-Xmx128m"),
                300);
        ChildJvm.Result result = bare.run(Bare.class);
        assertThat(result.output().strip()).isEqualTo(Integer.toString(Arrays.hashCode(drawn("Łódź ß Ж"))));
        assertThat(result.status()).isZero();
    }

    /** Draws one line and prints its hash. */
    static final class Bare {
        private Bare() {}

        public static void main(String[] arguments) {
            System.out.println(Arrays.hashCode(drawn("Łódź ß Ж")));
        }
    }

    private static int[] drawn(String text) {
        BufferedImage paper = Pixels.paper(120, 20, 0xFFFFFF);
        FONT.draw(paper, text, 2, 2, 0x202020);
        return Pixels.rgb(paper);
    }
}
