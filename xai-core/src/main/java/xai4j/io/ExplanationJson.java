package xai4j.io;

/** Explanations to JSON and back without loss. */
public final class ExplanationJson {
    private ExplanationJson() {}
}
