package xai4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class RecordChainTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    private Path folder;

    private static SaliencyMap map(float value, double seconds, String version) {
        return new SaliencyMap(
                List.of(new ExplainedTarget(3, "cat \"x\"\n", 0.25)),
                Tensor.of(Shape.of(1, 1, 1), value),
                8,
                8,
                PixelMapping.IDENTITY,
                new Provenance("grad-cam", Map.of("seed", "7"), "m", "ab", Score.LOGIT, 1, seconds, version),
                Diagnostics.NONE);
    }

    private static ExplanationRecord record(float value) {
        return ExplanationRecord.of(map(value, 1, "1"), NOON, List.of("m.onnx", "--set", "a=b c"));
    }

    private Path chain() {
        Path file = folder.resolve("record.json");
        RecordChain.append(file, List.of(record(1), record(2)));
        RecordChain.append(file, List.of(record(3)));
        return file;
    }

    @Test
    void whatWasAppendedIsReadAndEachHoldsTheHashOfTheOneBefore() {
        List<ExplanationRecord> read = RecordChain.read(chain());

        assertThat(read).hasSize(3);
        assertThat(read.get(0).previous()).isEmpty();
        assertThat(read.get(1).previous()).isEqualTo(read.get(0).hash());
        assertThat(read.get(2).previous()).isEqualTo(read.get(1).hash());
        assertThat(read.get(2).command()).containsExactly("m.onnx", "--set", "a=b c");
        assertThat(read.get(2).targets()).containsExactly("cat \"x\"\n 0.25");
        assertThat(read.stream().map(ExplanationRecord::id).distinct()).hasSize(3);
    }

    @Test
    void bitsTellValuesApartAndNeitherClockNorVersion() {
        assertThat(ExplanationRecord.bits(map(1, 1, "1")))
                .isEqualTo(ExplanationRecord.bits(map(1, 2, "2")))
                .isNotEqualTo(ExplanationRecord.bits(map(Math.nextUp(1f), 1, "1")));
    }

    @Test
    void aChangedRecordIsNamed() throws IOException {
        Path file = chain();
        Files.writeString(file, Files.readString(file).replace("\"method\":\"grad-cam\"", "\"method\":\"lime\""));

        assertThatThrownBy(() -> RecordChain.read(file))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("was changed");
    }

    @Test
    void aMissingAMovedAndARepeatedRecordBreakTheChain() throws IOException {
        Path file = chain();
        List<String> lines = Files.readAllLines(file);
        for (List<String> broken : List.of(
                List.of(lines.get(0), lines.get(2)),
                List.of(lines.get(1), lines.get(0), lines.get(2)),
                List.of(lines.get(1), lines.get(2)),
                List.of(lines.get(0), lines.get(0)))) {
            Files.write(file, broken);
            assertThatThrownBy(() -> RecordChain.read(file))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("broken");
        }
    }

    @Test
    void whatIsNoRecordIsRefusedInWordsAndNeverAppendedTo() throws IOException {
        for (String text :
                List.of("{}", "[]", "7", "null", "{\"schema\":1}", "{\"schema\":9}", "{\"schema\":\"1\"}", "x", "")) {
            Path file = folder.resolve("other.json");
            Files.writeString(file, text + "\n");
            assertThatThrownBy(() -> RecordChain.read(file))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("record");
            assertThatThrownBy(() -> RecordChain.append(file, List.of(record(1))))
                    .isInstanceOf(XaiException.class);
            assertThat(file).hasContent(text + "\n");
        }
    }

    @Test
    void anExplanationIsToldFromARecordOfAnotherVersion() {
        assertThatThrownBy(() -> ExplanationRecord.parse("{\"schema\":2,\"type\":\"saliency-map\"}"))
                .hasMessage("it is no record of an explanation, as xai explain --record writes them: it has no hash");
        assertThatThrownBy(() -> ExplanationRecord.parse("{\"schema\":9,\"hash\":\"\"}"))
                .hasMessage("it is of schema 9; this version of xai4j reads 1");
    }
}
