package xai4j.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import xai4j.tensor.XaiException;

/** Counts what became of damaged files: understood, refused in a clear line, or anything else, which fails. */
public final class FuzzTally {
    /** A null that nobody wrote: not inside a quotation, and not what is said of something named. */
    private static final Pattern LEAKED_NULL = Pattern.compile("(?<! is )\\bnull\\b");

    private static final int NAMED = 20;

    private int tried;
    private int understood;
    private int refused;
    private final List<String> anythingElse = new ArrayList<>();

    /** Something that a damaged file is given to. */
    @FunctionalInterface
    public interface Attempt {
        /** May throw what it likes; only an {@link XaiException} with a clear line is right. */
        void run() throws Exception;
    }

    /** Makes an attempt and counts its end. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public void count(String name, Attempt attempt) {
        tried++;
        try {
            attempt.run();
            understood++;
        } catch (XaiException e) {
            if (isClear(e.getMessage())) {
                refused++;
            } else {
                anythingElse.add(name + ": unclear: " + e.getMessage());
            }
        } catch (Throwable e) {
            anythingElse.add(name + ": " + e);
            if (anythingElse.size() <= 3) {
                e.printStackTrace(System.out);
            }
        }
    }

    private static boolean isClear(String message) {
        return message != null
                && !message.isBlank()
                && !message.contains("\n")
                && !message.contains("Cannot invoke")
                && !LEAKED_NULL.matcher(message.replaceAll("\"[^\"]*\"", "")).find();
    }

    /** Prints the count and the first of what else happened, and ends the program: with 0 if nothing else did. */
    public void end() {
        anythingElse.stream().limit(NAMED).forEach(System.out::println);
        System.out.printf(
                Locale.ROOT,
                "tried %d, understood %d, refused clearly %d, anything else %d%n",
                tried,
                understood,
                refused,
                anythingElse.size());
        System.exit(anythingElse.isEmpty() ? 0 : 1);
    }
}
