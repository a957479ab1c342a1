package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.model.Model;
import xai4j.model.ScoreFunction;
import xai4j.model.WeightedScores;
import xai4j.model.detection.DetectionModel;
import xai4j.model.segmentation.SegmentationModel;

/** Targets that are classes and nothing else; explainers ask the model for their scores directly. */
public sealed interface ClassTarget extends Target {
    /** The classes of the highest scores, the highest first; equal scores in order of index. */
    record Top(int count) implements ClassTarget {
        /** Checks the count. */
        public Top {
            if (count < 1) {
                throw new IllegalArgumentException("top:" + count + " asks for no class");
            }
        }

        @Override
        public Target forModel(Model model) {
            if (isDetector(model)) {
                return BoxTarget.top(count);
            }
            return isSegmentation(model) && count == 1 ? RegionTarget.largest() : this;
        }

        @Override
        public String text() {
            return count == 1 ? "predicted" : "top:" + count;
        }

        @Override
        public int[] resolve(float[] scores, List<String> labels) {
            if (count == 1 && scores.length > 0) {
                return new int[] {highest(scores)};
            }
            return IntStream.range(0, scores.length)
                    .boxed()
                    .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                    .limit(count)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        /** The same as the first of the sorted, where NaN counts as the highest. */
        private static int highest(float[] scores) {
            int best = 0;
            for (int i = 1; i < scores.length; i++) {
                best = Float.compare(scores[i], scores[best]) > 0 ? i : best;
            }
            return best;
        }
    }

    /** Classes by position in the scores. */
    record Indices(List<Integer> indices) implements ClassTarget {
        /** Copies the list. */
        public Indices {
            indices = List.copyOf(indices);
        }

        @Override
        public Target forModel(Model model) {
            if (indices.size() != 1) {
                return this;
            }
            String index = indices.get(0).toString();
            return isDetector(model)
                    ? BoxTarget.ofClass(index)
                    : isSegmentation(model) ? RegionTarget.ofClass(index) : this;
        }

        @Override
        public String text() {
            return indices.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        @Override
        public int[] resolve(float[] scores, List<String> labels) {
            return indices.stream()
                    .mapToInt(index -> ClassNames.checked(index, scores.length))
                    .toArray();
        }
    }

    /** A class by name. */
    record Label(String label) implements ClassTarget {
        @Override
        public String text() {
            return label;
        }

        @Override
        public int[] resolve(float[] scores, List<String> labels) {
            return new int[] {ClassNames.index(label, labels.subList(0, Math.min(labels.size(), scores.length)))};
        }

        /** An object of a detector; else a name with a hyphen that is no label, but whose parts are, is a contrast. */
        @Override
        public Target forModel(Model model) {
            if (isDetector(model)) {
                return BoxTarget.ofClass(label);
            }
            if (isSegmentation(model)) {
                return RegionTarget.ofClass(label);
            }
            List<String> labels = model.spec().labels();
            return ClassNames.has(label, labels)
                    ? this
                    : contrast(labels).map(Target.class::cast).orElse(this);
        }

        private Optional<ContrastTarget> contrast(List<String> labels) {
            return IntStream.range(1, Math.max(1, label.length() - 1))
                    .filter(i -> label.charAt(i) == '-')
                    .mapToObj(i -> new ContrastTarget(label.substring(0, i), label.substring(i + 1)))
                    .filter(pair -> pair.isKnown(labels))
                    .findFirst();
        }
    }

    private static boolean isDetector(Model model) {
        return model.as(DetectionModel.class).isPresent();
    }

    private static boolean isSegmentation(Model model) {
        return model.as(SegmentationModel.class).isPresent();
    }

    @Override
    default List<ScoreFunction> functions(TargetContext context) {
        List<String> labels = context.labels();
        return Arrays.stream(resolve(context.scores(), labels))
                .mapToObj(index -> (ScoreFunction)
                        new WeightedScores(context.model().spec().label(index), Map.of(index, 1.0)))
                .toList();
    }
}
