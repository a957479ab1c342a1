package xai4j.report;

import java.util.Locale;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.Finding;

/** A section for a model card (Mitchell et al. 2019), in Markdown: what the model looks at. */
public final class ModelCard {
    private ModelCard() {}

    /** The section of an audit. */
    public static String of(AuditResult result) {
        StringBuilder text = new StringBuilder();
        int audited = result.pictures().size();
        text.append("## What the model looks at\n\n");
        text.append(String.format(
                Locale.ROOT,
                "Audited with xai4j (%s) on %d pictures: %d right, %s.%n%n",
                escaped(result.method()),
                audited,
                result.right(),
                AuditWords.accuracy(result.right(), audited)));
        if (result.findings().isEmpty()) {
            text.append("No class was found whose answers hang on the background.\n");
        }
        for (Finding finding : result.findings()) {
            text.append("* ").append(escaped(finding.sentence())).append('\n');
        }
        AuditReport.conceptSentences(result)
                .forEach(sentence -> text.append("* ").append(escaped(sentence)).append('\n'));
        result.remarks()
                .forEach(remark -> text.append("* ").append(escaped(remark)).append('\n'));
        text.append(
                "\n| class | pictures | accuracy | evidence on the object | on the border |\n|---|---|---|---|---|\n");
        for (ClassAudit cls : result.classes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s | %s |%n",
                    escaped(cls.label()),
                    cls.pictures(),
                    AuditWords.percent(cls.accuracy()),
                    AuditWords.percent(cls.onObject()),
                    AuditWords.percent(cls.onBorder())));
        }
        return text.toString().replace("\r\n", "\n");
    }

    /** Text in which nothing is Markdown or HTML. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replaceAll("([\\\\`*_\\[\\]|#])", "\\\\$1")
                .replaceAll("\\R", " ");
    }
}
