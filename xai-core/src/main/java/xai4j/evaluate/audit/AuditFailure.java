package xai4j.evaluate.audit;

/**
 * A picture that could not be read or explained.
 *
 * @param name in the data set
 * @param reason in words
 */
public record AuditFailure(String name, String reason) {}
