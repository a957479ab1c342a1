package xai4j.evaluate.audit;

import java.util.List;

/**
 * The pictures of a group before it is put to the test.
 *
 * @param cls the class that the model names for them
 * @param pictures of the group, in the data set's order
 */
record GroupMembers(int cls, List<AuditedPicture> pictures) {
    GroupMembers {
        pictures = List.copyOf(pictures);
    }

    /** Whether the masks of most of them are not known. */
    boolean isEstimated() {
        long known = pictures.stream()
                .filter(picture -> !Double.isNaN(picture.onObject()))
                .count();
        return 2 * known < pictures.size();
    }
}
