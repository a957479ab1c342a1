package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import xai4j.Explainers;
import xai4j.evaluate.Metrics;
import xai4j.explain.ExplainerDescriptor;

/** The command lines that the pages show are understood by the program: commands, options, methods and metrics. */
class DocCommandsTest {
    /** What stands in a block of code, with a prompt or without; words after three spaces say what it does. */
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?: {4}|)(?:\\$ )?xai (?=[a-z])(.*)$");

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final Set<String> METHODS =
            Explainers.methods().stream().map(ExplainerDescriptor::name).collect(Collectors.toSet());
    private static final Set<String> METRICS = Metrics.all().stream()
            .flatMap(metric -> Stream.concat(Stream.of(metric.card().name()), metric.aliases().stream()))
            .collect(Collectors.toSet());

    private static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path page : DocsTest.pages().toList()) {
            Matcher commands = COMMAND.matcher(Files.readString(page));
            while (commands.find()) {
                lines.add(page.getFileName() + ": xai " + commands.group(1));
            }
        }
        return lines;
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        List<String> lines = lines();
        assertThat(lines).hasSizeGreaterThan(40);
        for (String line : lines) {
            String[] words = words(line.substring(line.indexOf(": xai ") + 6));
            assertThatCode(() -> check(Main.commandLine().parseArgs(words)))
                    .as(line)
                    .doesNotThrowAnyException();
        }
    }

    /** {@code [--with OTHER]} may be given and is; of {@code a|b} and {@code a,b,…} what stands first is. */
    private static String[] words(String line) {
        String command = line.replaceFirst(" # .*", "")
                .replaceFirst(" {3,}(?!--)\\S.*", "")
                .replaceAll("[\\[\\]]", "")
                .replaceAll(",…", "")
                .replaceAll("…", "deletion")
                .replaceAll("\\|\\S+", "")
                .replace("OPTION=VALUE", "target=predicted")
                .replace("NAME", "grad-cam");
        return WORD.matcher(command)
                .results()
                .map(word -> word.group().replace("\"", ""))
                .toArray(String[]::new);
    }

    private static void check(ParseResult parsed) {
        ParseResult command = parsed;
        while (command.subcommand() != null) {
            command = command.subcommand();
        }
        assertThat(command.unmatched()).isEmpty();
        for (OptionSpec option : command.matchedOptions()) {
            if (option.longestName().equals("--method")) {
                assertThat(METHODS).containsAll(values(option));
            }
            if (option.longestName().equals("--metric")) {
                assertThat(METRICS).containsAll(values(option));
            }
        }
    }

    private static List<String> values(OptionSpec option) {
        return option.originalStringValues().stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .toList();
    }
}
