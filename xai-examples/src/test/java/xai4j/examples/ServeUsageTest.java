package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code xai serve} refuses, in one line and before its port is open. */
class ServeUsageTest {
    private static final String MODEL = "../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx";

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 70000|--port 70000 is not between 0 and 65535",
                "--port x|invalid value for option '--port'",
                "--model missing.onnx|there is no model at missing.onnx",
                "--model a=MODEL --model a=MODEL|two models are called a; say --model NAME=PATH",
                "--model a/b=MODEL|the name \"a/b\" of a model is not made of letters",
                "--model a:b=MODEL|the name \"a:b\" of a model is not made of letters",
                "--model =MODEL|the name \"\" of a model is not made of letters",
                "--max-body 0 --model MODEL|--max-body 0 is not between 1 and 1024",
                "--max-pixels 0 --model MODEL|--max-pixels 0 is not positive",
                "--max-seconds 0 --model MODEL|--max-seconds 0.0 is not between",
                "--max-seconds NaN --model MODEL|--max-seconds NaN is not between",
                "--parallel -1 --model MODEL|--parallel -1 is not between 0 and 1024",
                "--queue 0 --model MODEL|--queue 0 is not between 1 and 100000",
                "--token-file missing --model MODEL|cannot read missing: there is no such file",
                "--host no.such.address.invalid --model MODEL|there is no address no.such.address.invalid"
            })
    void badUsage(String arguments, String line) {
        requireRefused(line, arguments.replace("MODEL", MODEL).split(" ", -1));
    }

    @Test
    void nobodyElseIsServedUnlessThatIsSaid() {
        var serve = Main.commandLine().getSubcommands().get("serve").getCommandSpec();
        assertThat(serve.findOption("--host").defaultValue()).isEqualTo("127.0.0.1");
    }

    @Test
    void aTokenIsOneLine() throws Exception {
        for (String token : new String[] {"", "\n", "a\nb", "x".repeat(1001)}) {
            Path file = Files.writeString(temp.resolve("token"), token);
            requireRefused("is not one line of at most 1000 characters", "--token-file", file.toString());
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            requireRefused(
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort(),
                    "--model",
                    MODEL,
                    "--port",
                    Integer.toString(taken.getLocalPort()));
        }
    }

    private static void requireRefused(String line, String... arguments) {
        StringWriter complaints = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "serve";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int status = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(complaints, true))
                .execute(all);
        String[] lines = complaints.toString().strip().split("\n", -1);
        assertThat(status).as(complaints.toString()).isEqualTo(2);
        assertThat(lines[lines.length - 1]).contains(line);
        assertThat(Arrays.asList(lines)).noneMatch(text -> text.contains("\tat "));
    }
}
