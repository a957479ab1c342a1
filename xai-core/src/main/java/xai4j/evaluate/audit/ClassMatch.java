package xai4j.evaluate.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import xai4j.data.LabelledImages;
import xai4j.tensor.XaiException;

/** Which class of a data set is which class of a model: by name, and where the model names none, by position. */
final class ClassMatch {
    private static final int NONE = -1;
    private static final int NAMED = 5;

    private final int[] ofModel;
    private final List<String> remarks;

    private ClassMatch(int[] ofModel, List<String> remarks) {
        this.ofModel = ofModel;
        this.remarks = remarks;
    }

    /**
     * Compares names.
     *
     * @param model its name
     * @param names of its classes; empty where nobody tells them
     * @throws XaiException if the model has none of the data set's classes
     */
    static ClassMatch of(String model, List<String> names, LabelledImages images) {
        List<String> wanted = images.labels();
        int[] ofModel = new int[wanted.size()];
        if (names.isEmpty()) {
            Arrays.setAll(ofModel, i -> i);
            return new ClassMatch(
                    ofModel,
                    List.of(model
                            + " does not name its classes: the folders are taken for its classes in alphabetical order; --labels"
                            + " FILE names them"));
        }
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.putIfAbsent(names.get(i).toLowerCase(Locale.ROOT), i);
        }
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < ofModel.length; i++) {
            ofModel[i] = byName.getOrDefault(wanted.get(i).toLowerCase(Locale.ROOT), NONE);
            if (ofModel[i] == NONE) {
                unknown.add(wanted.get(i));
            }
        }
        if (unknown.size() == wanted.size()) {
            throw new XaiException("none of the folder's classes (" + listed(wanted) + ") is a class of "
                    + model + " (" + listed(names)
                    + "); rename the folders, or name its classes with --labels FILE");
        }
        return new ClassMatch(
                ofModel,
                unknown.isEmpty()
                        ? List.of()
                        : List.of(model + " has no class " + listed(unknown)
                                + ": no answer about a picture of it can be right"));
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + (names.size() > NAMED ? ", …" : "");
    }

    /** The model's class of a class of the data set, or −1. */
    int ofModel(int label) {
        return ofModel[label];
    }

    List<String> remarks() {
        return remarks;
    }
}
