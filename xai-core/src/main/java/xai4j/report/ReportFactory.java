package xai4j.report;

import xai4j.explain.Explanation;
import xai4j.explain.Report;
import xai4j.explain.ReportProvider;

/** Makes the reports that {@link Explanation#report()} gives. */
public final class ReportFactory implements ReportProvider {
    @Override
    public Report of(Explanation explanation) {
        return ExplanationReport.of(explanation);
    }
}
