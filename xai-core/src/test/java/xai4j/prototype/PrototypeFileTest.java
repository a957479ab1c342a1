package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.image.Box;
import xai4j.image.ImageException;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class PrototypeFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() {
        Prototype known = new Prototype(1, "train/7.png", "p0.png", Optional.of(new Box(1, 9, 2, 8)));
        PrototypeMetadata metadata = metadata(List.of(known, Prototype.of(0)));
        PrototypeFile.write(metadata, folder);
        assertThat(PrototypeFile.beside(folder.resolve("model.onnx"))).contains(folder.resolve("prototypes.json"));
        assertThat(PrototypeFile.read(folder.resolve("prototypes.json"))).isEqualTo(metadata);
    }

    @Test
    void howManyPlacesCountIsWrittenWhereItIsNotThePapers() throws IOException {
        PrototypeMetadata metadata = metadata(List.of(Prototype.of(1), Prototype.of(0)));
        PrototypeFile.write(metadata, folder);
        Path file = folder.resolve("prototypes.json");
        assertThat(Files.readString(file)).doesNotContain("places");
        PrototypeFile.write(metadata.withPlaces(9), folder);
        assertThat(Files.readString(file)).contains("\"places\" : 9");
        assertThat(PrototypeFile.read(file)).isEqualTo(metadata.withPlaces(9)).isNotEqualTo(metadata);
        write(Files.readString(file).replace(": 9", ": 0"));
        assertThatThrownBy(() -> PrototypeFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a similarity cannot be the mean of 0 places");
    }

    @Test
    void howBoxesAreDrawnIsWrittenWhereItIsNotThePapers() throws IOException {
        PrototypeMetadata metadata = metadata(List.of(Prototype.of(1), Prototype.of(0)));
        PrototypeFile.write(metadata, folder);
        Path file = folder.resolve("prototypes.json");
        assertThat(Files.readString(file)).doesNotContain("box");
        PrototypeFile.write(metadata.withBox(BoxRule.HALF), folder);
        assertThat(Files.readString(file)).contains("\"box\" : \"half\"");
        assertThat(PrototypeFile.read(file))
                .isEqualTo(metadata.withBox(BoxRule.HALF))
                .isNotEqualTo(metadata);
        String written = Files.readString(file);
        write(written.replace("half", "round"));
        assertThatThrownBy(() -> PrototypeFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("\"box\" cannot be \"round\"; known: described, all, peak, half");
        write(written.replace("half", "described"));
        assertThatThrownBy(() -> PrototypeFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("must say itself how boxes are drawn: all, peak or half");
    }

    @Test
    void aFileByHandMayLeaveOutWhatItDoesNotKnow() throws IOException {
        PrototypeFile.write(metadata(List.of(Prototype.of(1), Prototype.of(0))), folder);
        write("{\"format\": \"xai4j-prototypes/1\", \"layer\": \"l\", \"holds\": \"distances\","
                + " \"lastLayer\": \"last_layer.npy\", \"prototypes\": [{\"class\": 1}, {\"class\": 0}]}");
        PrototypeMetadata read = PrototypeFile.read(folder.resolve("prototypes.json"));
        assertThat(read.similarity()).isEqualTo(Similarity.PAPER);
        assertThat(read.bias()).isEqualTo(Tensor.zeros(Shape.of(2)));
        assertThat(read.prototypes()).containsExactly(Prototype.of(1), Prototype.of(0));
        assertThat(read.patch(0).picture()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xai4j-prototypes/1 | xai4j-prototypes/9 | format \"xai4j-prototypes/9\" is not",
                "distances | distance | \"holds\" cannot be \"distance\"; known: distances, similarities, features",
                "\"class\" : 1 | \"class\" : 2 | prototype 0 is of class 2; there are 2 classes",
                "last_layer.npy | none.npy | none.npy",
                "\"layer\" | \"laier\" | no description of prototypes",
                "\"l\" | null | \"layer\" is null",
                "1.0E-4 | 0 | epsilon 0.0 of the log similarity is not in (0, 1)"
            })
    void whatDoesNotFitIsNamed(String from, String to, String complaint) throws IOException {
        PrototypeFile.write(metadata(List.of(Prototype.of(1), Prototype.of(0))), folder);
        Path file = folder.resolve("prototypes.json");
        write(Files.readString(file).replaceFirst(java.util.regex.Pattern.quote(from), to));
        assertThatThrownBy(() -> PrototypeFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("prototypes.json")
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../last_layer.npy",
                "/etc/hostname",
                "below/../../last_layer.npy",
                "link.npy",
                "away/last_layer.npy"
            })
    void filesOutsideOfTheFolderAreNotRead(String name) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        PrototypeMetadata metadata = metadata(List.of(Prototype.of(1), Prototype.of(0)));
        PrototypeFile.write(metadata, folder);
        PrototypeFile.write(metadata, inner);
        Files.createSymbolicLink(inner.resolve("link.npy"), folder.resolve("last_layer.npy"));
        Files.createSymbolicLink(inner.resolve("away"), folder);
        Path file = inner.resolve("prototypes.json");
        String json = Files.readString(file);
        for (String field : List.of("last_layer.npy", "last_layer_bias.npy")) {
            Files.writeString(file, json.replace("\"" + field + "\"", "\"" + name + "\""));
            assertThatThrownBy(() -> PrototypeFile.read(file))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll(name, "is not a file inside of");
        }
        Prototype pictured = new Prototype(0, "somewhere", name, Optional.of(new xai4j.image.Box(0, 1, 0, 1)));
        PrototypeFile.write(metadata(List.of(pictured, Prototype.of(1))), inner);
        assertThatThrownBy(() -> PrototypeFile.read(file).patch(0))
                .isInstanceOf(xai4j.tensor.XaiException.class)
                .hasMessageContainingAll(name, "is not a file inside of");
    }

    @Test
    void anotherNumberOfPrototypesIsRefused() throws IOException {
        PrototypeFile.write(metadata(List.of(Prototype.of(1), Prototype.of(0))), folder);
        Path file = folder.resolve("prototypes.json");
        write(Files.readString(file).replaceAll("\\[ \\{", "[ { \"class\": 0 }, {"));
        assertThatThrownBy(() -> PrototypeFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("3 prototypes are described, but the last layer [2, 2] is not [classes, 3]");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> PrototypeFile.read(folder.resolve("prototypes.json")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("there is no " + folder.resolve("prototypes.json"));
    }

    @Test
    void aMissingPictureIsNamed() {
        PrototypeMetadata metadata =
                metadata(List.of(new Prototype(0, "", "gone.png", Optional.empty()), Prototype.of(1)));
        assertThatThrownBy(() -> metadata.patch(0))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("gone.png");
    }

    private PrototypeMetadata metadata(List<Prototype> prototypes) {
        return new PrototypeMetadata(
                "l",
                PrototypeMetadata.Holds.DISTANCES,
                Similarity.PAPER,
                Optional.empty(),
                Tensor.of(Shape.of(2, 2), 1, -0.5f, -0.5f, 1),
                Tensor.of(Shape.of(2), 0.1f, 0),
                prototypes,
                folder.toAbsolutePath());
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("prototypes.json"), json);
    }
}
