package xai4j.report;

import java.util.Locale;

/** What the files of an audit's report are called. */
final class AuditFiles {
    private AuditFiles() {}

    /** The page of a class, by its position. */
    static String page(int position) {
        return name(position) + ".html";
    }

    /** The sheet of a class, by its position. */
    static String sheet(int position) {
        return name(position) + ".png";
    }

    private static String name(int position) {
        return String.format(Locale.ROOT, "class-%04d", position);
    }
}
