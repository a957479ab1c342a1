package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.LabelsCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import xai4j.examples.birds.BirdSample;
import xai4j.tensor.XaiException;

class AddedCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void anAddedCommandRunsLikeOneOfOurs() {
        StringWriter out = new StringWriter();
        CommandLine program = AddedCommands.to(Main.commandLine(), List.of(new LabelsCommand()));
        program.setOut(new PrintWriter(out, true));

        assertThat(program.execute("labels", BirdSample.CNN.copyTo(folder).toString()))
                .isZero();
        assertThat(out.toString().lines()).hasSize(12).contains("crested fennet");
    }

    @Test
    void itsMistakesAreToldInOneLine() {
        StringWriter err = new StringWriter();
        CommandLine program = AddedCommands.to(Main.commandLine(), List.of(new LabelsCommand()));
        program.setErr(new PrintWriter(err, true));

        assertThat(program.execute("labels", "missing.onnx")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("missing.onnx");
    }

    @Test
    void namesAreThereOnce() {
        assertThatThrownBy(
                        () -> AddedCommands.to(Main.commandLine(), List.of(new LabelsCommand(), new LabelsCommand())))
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll("\"labels\"", LabelsCommand.class.getName(), "xai-examples");
        assertThatThrownBy(() -> AddedCommands.to(Main.commandLine(), List.of(new SecondExplain())))
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll("\"explain\"", SecondExplain.class.getName());
        assertThatThrownBy(() -> AddedCommands.to(Main.commandLine(), List.of(() -> 0)))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("has no name");
    }

    /** Has the name of one of ours. */
    @Command(name = "explain")
    private static final class SecondExplain implements XaiCommand {
        @Override
        public Integer call() {
            return 0;
        }
    }
}
