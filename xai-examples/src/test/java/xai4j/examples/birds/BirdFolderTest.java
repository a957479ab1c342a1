package xai4j.examples.birds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.ImageFolder;
import xai4j.data.LabelledImages;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.ResidualCnn;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingPlan;
import xai4j.explain.Progress;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** The data set on disk is the world in memory, byte for byte, whole or not at all. */
class BirdFolderTest {
    private static final int SIDE = 32;
    private static final long SEED = 5;
    private static final Map<BirdSplit, Integer> COUNTS = Map.of(BirdSplit.TRAIN, 36, BirdSplit.TEST, 12);

    @TempDir
    private Path temp = Path.of("");

    private Path write(String name) {
        Path folder = temp.resolve(name);
        new BirdFolder(COUNTS, SIDE, SEED, false).write(folder, Progress.SILENT);
        return folder;
    }

    @Test
    void everyPictureAndMaskIsThatOfTheWorldInMemory() throws IOException {
        Path folder = write("birds");
        BirdWorld world = BirdWorld.training(SEED, 36).side(SIDE);
        ImageFolder images = ImageFolder.of(folder.resolve("train"));
        assertThat(images.labels()).containsExactlyInAnyOrderElementsOf(world.labels());
        assertThat(images.size()).isEqualTo(36);
        for (int i = 0; i < images.size(); i++) {
            int number = number(images, i);
            assertThat(images.labels().get(images.label(i)))
                    .isEqualTo(world.labels().get(world.label(number)));
            assertThat(pixels(images.image(i))).isEqualTo(pixels(world.image(number)));
            BufferedImage mask = ImageIO.read(
                    folder.resolve("masks/train").resolve(images.name(i)).toFile());
            PartMask expected = world.picture(number).mask();
            for (int at = 0; at < SIDE * SIDE; at++) {
                assertThat(mask.getRaster().getSample(at % SIDE, at / SIDE, 0))
                        .isEqualTo(expected.at(at % SIDE, at / SIDE).code());
            }
        }
        assertThat(pixels(ImageFolder.of(folder.resolve("test")).image(0)))
                .isEqualTo(pixels(BirdWorld.test(SEED, 12).side(SIDE).image(0)));
    }

    @Test
    void theTableTellsWhatTheFilesShow() throws IOException {
        Path folder = write("birds");
        BirdWorld world = BirdWorld.training(SEED, 36).side(SIDE);
        List<Map<String, String>> rows = table(folder.resolve("birds.csv"));
        assertThat(rows).hasSize(48);
        Map<String, Integer> classes = new HashMap<>();
        ImageFolder images = ImageFolder.of(folder.resolve("train"));
        for (int i = 0; i < images.size(); i++) {
            classes.put("train/" + images.name(i), images.label(i));
        }
        for (Map<String, String> row : rows.subList(0, 36)) {
            BirdPicture bird = world.picture(Integer.parseInt(value(row, "number")));
            assertThat(value(row, "split")).isEqualTo("train");
            assertThat(value(row, "species")).isEqualTo(bird.species().name());
            assertThat(value(row, "label")).isEqualTo("" + classes.get(value(row, "file")));
            assertThat(row).containsAllEntriesOf(bird.species().attributes());
            assertThat(value(row, "background"))
                    .isEqualToIgnoringCase(bird.habitat().name());
            assertThat(folder.resolve(value(row, "mask"))).exists();
        }
        assertThat(Files.readAllLines(folder.resolve("parts.csv"))).contains("2,beak,#f08a1c");
    }

    @Test
    void theSameNumbersGiveTheSameBytes() throws IOException {
        assertThat(files(write("one"))).isEqualTo(files(write("other")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNetworkLearnsTheSameFromTheFolderAsFromMemory() {
        ImageFolder images = ImageFolder.of(write("birds").resolve("train"));
        assertThat(scoresAfterTraining(images)).isEqualTo(scoresAfterTraining(new InTheOrderOf(images)));
    }

    private static Tensor scoresAfterTraining(LabelledImages birds) {
        Network.threads(2);
        try (Network network = Network.initialised("birds", ResidualCnn.classifier(12), SIDE, birds.labels(), 1)) {
            ImageBatches batches = ImageBatches.read(birds, network.spec(), Progress.SILENT);
            Training.of(network, TrainingPlan.usual(1).withBatch(12)).run(batches, batches);
            return network.explained()
                    .predict(network.spec().prepare(birds.image(3)).batch());
        }
    }

    /** The birds of the world in memory, in the order in which they lie in a folder. */
    private record InTheOrderOf(ImageFolder folder) implements LabelledImages {
        @Override
        public List<String> labels() {
            return folder.labels();
        }

        @Override
        public int size() {
            return folder.size();
        }

        @Override
        public String name(int i) {
            return folder.name(i);
        }

        @Override
        public int label(int i) {
            return folder.label(i);
        }

        @Override
        public BufferedImage image(int i) {
            return BirdWorld.training(SEED, size()).side(SIDE).image(number(folder, i));
        }
    }

    @Test
    void onlyTrainingPicturesAreBiased() throws IOException {
        Path folder = temp.resolve("biased");
        new BirdFolder(Map.of(BirdSplit.TRAIN, 240, BirdSplit.VAL, 120), SIDE, SEED, true)
                .write(folder, Progress.SILENT);
        Map<String, Integer> snow = new HashMap<>();
        table(folder.resolve("birds.csv")).stream()
                .filter(row -> value(row, "species").equals("barred tarrel"))
                .filter(row -> value(row, "background").equals("snow"))
                .forEach(row -> snow.merge(value(row, "split"), 1, Integer::sum));
        assertThat(snow.get("train")).isBetween(18, 20);
        assertThat(snow.getOrDefault("val", 0)).isLessThan(8);
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws IOException {
        Path taken = Files.createDirectories(temp.resolve("taken"));
        Files.writeString(taken.resolve("thesis.txt"), "years of work");
        BirdFolder birds = new BirdFolder(COUNTS, SIDE, SEED, false);
        assertThatThrownBy(() -> birds.write(taken, Progress.SILENT))
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll("taken", "not empty");
        assertThat(taken).isDirectoryContaining("glob:**thesis.txt");
        assertThatThrownBy(() -> birds.write(taken.resolve("thesis.txt"), Progress.SILENT))
                .hasMessageContaining("is a file");
        Files.createDirectories(temp.resolve("empty"));
        birds.write(temp.resolve("empty"), Progress.SILENT);
        assertThat(temp.resolve("empty/birds.csv")).exists();
    }

    @Test
    void nothingIsLeftOfAWorkThatWasInterrupted() throws IOException {
        BirdFolder birds = new BirdFolder(COUNTS, SIDE, SEED, false);
        Thread here = Thread.currentThread();
        assertThatThrownBy(() -> birds.write(temp.resolve("birds"), (done, total) -> {
                    if (done > 5) {
                        here.interrupt();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void sharesBecomeNumbersThatAddUp() {
        assertThat(BirdSplit.divided(5400, Map.of(BirdSplit.TRAIN, 4800.0, BirdSplit.TEST, 600.0)))
                .isEqualTo(Map.of(BirdSplit.TRAIN, 4800, BirdSplit.TEST, 600));
        assertThat(
                        BirdSplit.divided(101, Map.of(BirdSplit.TRAIN, 0.7, BirdSplit.VAL, 0.15, BirdSplit.TEST, 0.15))
                                .values()
                                .stream()
                                .mapToInt(n -> n)
                                .sum())
                .isEqualTo(101);
        assertThatThrownBy(() -> BirdSplit.divided(100, Map.of(BirdSplit.TRAIN, 9.0, BirdSplit.TEST, 1.0)))
                .hasMessageContainingAll("test", "10", "12");
        assertThatThrownBy(() -> BirdSplit.divided(100, Map.of(BirdSplit.TRAIN, -1.0)))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new BirdFolder(COUNTS, 5000, SEED, false)).hasMessageContaining("5000");
    }

    private static int number(ImageFolder images, int i) {
        return Integer.parseInt(images.name(i).replaceAll(".*/|\\.png", ""));
    }

    private static String value(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static List<Map<String, String>> table(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] head = lines.get(0).split(",");
        return lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> {
                    Map<String, String> row = new LinkedHashMap<>();
                    assertThat(cells).hasSameSizeAs(head);
                    IntStream.range(0, head.length).forEach(i -> row.put(head[i], cells[i]));
                    return row;
                })
                .toList();
    }

    private static Map<String, List<Byte>> files(Path folder) throws IOException {
        Map<String, List<Byte>> files = new LinkedHashMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(path);
                Byte[] boxed = new Byte[bytes.length];
                Arrays.setAll(boxed, i -> bytes[i]);
                files.put(folder.relativize(path).toString(), List.of(boxed));
            }
        }
        return files;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
