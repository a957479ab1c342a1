package xai4j.evaluate.audit;

/**
 * A class whose answers hang on something other than the object.
 *
 * @param cls the class, as the model numbers them
 * @param group position of the group in {@link ClassAudit#groups()}
 * @param share of the class's answers that are of this group, 0…1
 * @param sentence what was found and how sure it is, in words
 */
public record Finding(int cls, int group, double share, String sentence) {}
