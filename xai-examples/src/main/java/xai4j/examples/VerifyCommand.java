package xai4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import xai4j.explain.Explanation;
import xai4j.io.FileErrors;
import xai4j.json.ExplanationJson;
import xai4j.json.ExplanationRecord;
import xai4j.json.RecordChain;
import xai4j.tensor.XaiException;

/** Makes recorded explanations again and says whether they are the same. */
@Command(
        name = "verify",
        description =
                "Check the records that xai explain --record wrote: that the chain is whole, and that each explanation, made again, has the same bits.")
final class VerifyCommand implements Callable<Integer> {
    /** Of what was recorded, what is left out when it is made again. */
    private static final Set<String> WITH_VALUE = Set.of("--out", "--record", "--seeds");

    private static final String SAME = "the same bits";
    private static final Set<String> ALONE = Set.of("--html", "--check", "--sheet");

    @Parameters(index = "0", paramLabel = "RECORD", description = "The file of records.")
    private Path file = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        List<ExplanationRecord> records = RecordChain.read(file);
        lines.printf("%d records, the chain is whole%n", records.size());
        List<String> different = new ArrayList<>();
        try (Repetitions repetitions = new Repetitions()) {
            for (int i = 0; i < records.size(); i++) {
                ExplanationRecord record = records.get(i);
                String verdict = verdict(record, repetitions);
                lines.printf("%d  %s  %s of %s: %s%n", i + 1, record.time(), record.method(), record.model(), verdict);
                if (!verdict.equals(SAME)) {
                    different.add("record " + (i + 1) + ": " + verdict);
                }
            }
        }
        if (!different.isEmpty()) {
            throw new XaiException(
                    different.size() + " of " + records.size() + " explanations are not the same; " + different.get(0));
        }
        return 0;
    }

    private static String verdict(ExplanationRecord record, Repetitions repetitions) {
        Explanation again;
        try {
            again = repetitions.of(record);
        } catch (XaiException e) {
            return "cannot be made again: " + e.getMessage();
        }
        if (!again.provenance().modelSha256().equals(record.modelSha256())) {
            return "the model is another now";
        }
        String image = again.provenance()
                .input()
                .map(input -> input.photographSha256().isEmpty() ? input.sha256() : input.photographSha256())
                .orElse("");
        if (!image.equals(record.imageSha256())) {
            return "the image is another now";
        }
        if (ExplanationRecord.bits(again).equals(record.bits())) {
            return SAME;
        }
        String version = again.provenance().version();
        return "the model and the image are the same, the explanation is not"
                + (version.equals(record.version())
                        ? ""
                        : " (made by version " + record.version() + ", made again by " + version + ")");
    }

    /** Recorded commands run again, each once however many explanations it made. */
    private static final class Repetitions implements AutoCloseable {
        private final Map<List<String>, Path> folders = new HashMap<>();

        Explanation of(ExplanationRecord record) {
            if (record.command().isEmpty()) {
                throw new XaiException("no command is recorded");
            }
            Path folder = folders.get(record.command());
            if (folder == null) {
                folder = temporary();
                folders.put(record.command(), folder);
                StringWriter err = new StringWriter();
                int status = Main.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .setErr(new PrintWriter(err))
                        .execute(words(record, folder));
                if (status != 0) {
                    throw new XaiException(err.toString().strip().replaceFirst("^xai: ", ""));
                }
            }
            return ExplanationJson.read(folder.resolve(record.method() + ".json"));
        }

        private static String[] words(ExplanationRecord record, Path folder) {
            List<String> words = new ArrayList<>(List.of("explain"));
            boolean skip = false;
            for (String word : record.command()) {
                int equals = word.indexOf('=');
                boolean joined = equals > 0 && WITH_VALUE.contains(word.substring(0, equals));
                if (skip || joined || WITH_VALUE.contains(word) || ALONE.contains(word)) {
                    skip = !skip && WITH_VALUE.contains(word);
                } else {
                    words.add(word);
                }
            }
            words.addAll(List.of("--out", folder.toString()));
            return words.toArray(String[]::new);
        }

        private static Path temporary() {
            try {
                return Files.createTempDirectory("xai-verify");
            } catch (IOException e) {
                throw new XaiException("cannot make a temporary folder: " + FileErrors.reason(e), e);
            }
        }

        @Override
        public void close() {
            folders.values().forEach(Repetitions::delete);
        }

        private static void delete(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                folder.toFile().deleteOnExit();
            }
        }
    }
}
