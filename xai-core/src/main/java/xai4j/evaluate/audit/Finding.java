package xai4j.evaluate.audit;

import java.util.List;

/**
 * A class whose answers hang on something other than the object.
 *
 * @param cls the class, as the model numbers them
 * @param groups positions, in {@link ClassAudit#groups()}, of the groups that do
 * @param share of the class's answers that are of these groups, 0…1
 * @param hanging share of those groups' answers that change before a third of other backgrounds or more, 0…1
 * @param chance that this is chance, counted for all groups that were looked at, 0…1
 * @param sentence what was found and how sure it is, in words
 */
public record Finding(int cls, List<Integer> groups, double share, double hanging, double chance, String sentence) {
    /** Copies the list. */
    public Finding {
        groups = List.copyOf(groups);
    }
}
