package xai4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;

/** The command line that makes an explanation again, as far as its provenance knows it; what it does not know stands in capitals. */
public final class ReproducingCommand {
    private ReproducingCommand() {}

    /** The command for an explanation whose files are not known. */
    public static String of(Explanation explanation) {
        Provenance made = explanation.provenance();
        List<String> words = new ArrayList<>(List.of("xai", "explain", "MODEL", "--image", "PHOTO"));
        words.addAll(List.of("--method", made.method()));
        for (Map.Entry<String, String> option : made.options().entrySet()) {
            if (option.getKey().equals("target")) {
                words.addAll(List.of("--target", option.getValue()));
            } else {
                words.addAll(List.of("--set", option.getKey() + "=" + option.getValue()));
            }
        }
        String command = quoted(words);
        return command
                + made.input()
                        .map(input -> " " + input.preprocessing().options())
                        .orElse("")
                + " --out DIR";
    }

    /** Words as a shell takes them: those with anything unusual stand in single quotes. */
    public static String quoted(List<String> words) {
        return String.join(" ", words.stream().map(ReproducingCommand::quoted).toList());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
