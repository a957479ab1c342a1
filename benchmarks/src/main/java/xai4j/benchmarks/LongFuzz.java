package xai4j.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives many damaged files of every kind to the library, in processes of their own with little memory: {@code LongFuzz [COUNT [SEED
 * [KIND…]]]}, in the folder of a checkout whose tests are compiled. Ends with 1 where one was neither understood nor refused in a clear line: an
 * error of another kind, a process that died, hung, or took more than a gigabyte.
 */
public final class LongFuzz {
    /** The same runs that each build makes shorter, by module, with what they need besides a seed, a count and a folder. */
    private static final List<Kind> KINDS = List.of(
            new Kind("pictures", "xai-core", "xai4j.fuzz.PictureFuzz", false, "pillow", "pictures"),
            new Kind("json", "xai-core", "xai4j.fuzz.JsonFuzz", true),
            new Kind("onnx", "xai-onnx", "xai4j.onnx.OnnxFuzz", false, "cases", "unusual"),
            new Kind(
                    "torchscript",
                    "xai-djl",
                    "xai4j.djl.torch.TorchFuzz",
                    true,
                    "goldens/models/cnn_gap.script.pt",
                    "goldens/models/cnn_res_silu.trace.pt",
                    "goldens/outputs/dict.pt"),
            new Kind(
                    "tensorflow",
                    "xai-djl",
                    "xai4j.djl.tensorflow.TensorFlowFuzz",
                    true,
                    "tensorflow/two_heads",
                    "tensorflow/rescaling"));

    private static final int PIECE = 500;
    private static final int HEAP_MEGABYTES = 256;
    private static final int MOST_MEGABYTES = 1024;
    private static final long SECONDS_PER_PIECE = 900;
    private static final Pattern TALLY =
            Pattern.compile("tried (\\d+), understood (\\d+), refused clearly (\\d+), anything else (\\d+)");

    private final Path checkout;
    private int wrong;

    private LongFuzz(Path checkout) {
        this.checkout = checkout;
    }

    /** A kind of file and its runner. */
    private record Kind(String name, String module, String runner, boolean needsFolder, List<String> files) {
        Kind(String name, String module, String runner, boolean needsFolder, String... files) {
            this(name, module, runner, needsFolder, List.of(files));
        }
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        List<String> wanted = List.of(arguments).subList(Math.min(2, arguments.length), arguments.length);
        LongFuzz fuzz = new LongFuzz(Path.of("").toAbsolutePath());
        for (Kind kind : KINDS) {
            if (wanted.isEmpty() || wanted.contains(kind.name())) {
                fuzz.run(kind, seed, count);
            }
        }
        System.exit(fuzz.wrong == 0 ? 0 : 1);
    }

    private void run(Kind kind, long seed, int count) throws IOException, InterruptedException {
        int[] sums = new int[4];
        for (int from = 0; from < count; from += PIECE) {
            int piece = Math.min(PIECE, count - from);
            Path folder = Files.createTempDirectory("fuzz");
            Path output = folder.resolve("output.txt");
            String end = piece(kind, seed + from, piece, folder, output);
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            Matcher tally = TALLY.matcher(text);
            boolean whole = tally.find();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += whole ? Integer.parseInt(tally.group(i + 1)) : i == 0 ? piece : 0;
            }
            sums[3] += whole ? 0 : 1;
            if (!end.isEmpty() || !whole || !tally.group(4).equals("0")) {
                sums[3] += whole && !end.isEmpty() ? 1 : 0;
                System.out.printf("%s, seeds from %d: %s; see %s%n", kind.name(), seed + from, end, output);
            }
        }
        wrong += sums[3];
        System.out.printf(
                Locale.ROOT,
                "%s: tried %d, understood %d, refused clearly %d, anything else %d%n",
                kind.name(),
                sums[0],
                sums[1],
                sums[2],
                sums[3]);
    }

    /** Runs one process; says how it ended if it did not end by itself or took too much. */
    private String piece(Kind kind, long seed, int count, Path folder, Path output)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(kind, seed, count, folder))
                .directory(checkout.resolve(kind.module()).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        double most = 0;
        for (long second = 0; !process.waitFor(1, TimeUnit.SECONDS); second++) {
            double now = Resident.megabytes(process.pid());
            most = now > most ? now : most;
            if (second > SECONDS_PER_PIECE) {
                process.destroyForcibly().waitFor();
                return "it hung";
            }
        }
        if (most > MOST_MEGABYTES) {
            return String.format(Locale.ROOT, "it took %.0f MB", most);
        }
        return process.exitValue() <= 1 ? "" : "it died with status " + process.exitValue();
    }

    private List<String> command(Kind kind, long seed, int count, Path folder) {
        // the process runs in another folder
        List<String> path = new ArrayList<>(Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList());
        for (String module : List.of(kind.module(), "xai-core")) {
            path.add(checkout.resolve(module).resolve("target/test-classes").toString());
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dxai4j.onnx.max-loop-seconds=2",
                "-Dxai4j.torch.max-loop-seconds=2",
                "-Dxai4j.tensorflow.max-loop-seconds=2",
                "-cp",
                String.join(File.pathSeparator, path),
                kind.runner(),
                String.valueOf(seed),
                String.valueOf(count)));
        if (kind.needsFolder()) {
            command.add(folder.toString());
        }
        kind.files().forEach(file -> command.add("src/test/resources/" + file));
        return command;
    }
}
