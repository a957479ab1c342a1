package xai4j.djl.torch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.image.ImageInput;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.TableLayouts;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * An output that is a table of candidates, as the YOLO family puts it out: understood by its extents and by what it holds for noise.
 *
 * @param output name of the output
 * @param layout how it is read
 * @param outputs all outputs, this one marked
 */
record TorchDetections(String output, DetectionLayout layout, List<ModelOutput> outputs) {
    private static final int BOX = 4;
    private static final List<String> LAYOUTS = List.of("yolov8", "yolov5", "yolox");

    /** Copies the list. */
    TorchDetections {
        outputs = List.copyOf(outputs);
    }

    /**
     * Looks for a table.
     *
     * @param values the outputs for noise
     * @param input of the size of the noise
     * @param labelCounts numbers of labels that are known
     * @param wanted the layout that the caller says
     * @return empty when no output is one
     * @throws ModelException if the layout that was said does not fit
     * @throws IllegalArgumentException if there is no layout of that name
     */
    static Optional<TorchDetections> of(
            Map<String, Tensor> values, ImageInput input, Set<Integer> labelCounts, Optional<String> wanted) {
        wanted.filter(name -> !LAYOUTS.contains(name)).ifPresent(name -> {
            throw new IllegalArgumentException("there is no layout of detections \"" + name
                    + "\" for TorchScript; known: " + String.join(", ", LAYOUTS));
        });
        for (Map.Entry<String, Tensor> value : values.entrySet()) {
            Optional<DetectionLayout> layout = layout(value.getValue(), input, labelCounts, wanted);
            if (layout.isPresent()) {
                return Optional.of(new TorchDetections(value.getKey(), layout.get(), marked(values, value.getKey())));
            }
        }
        if (wanted.isPresent()) {
            throw new ModelException("no output holds detections as " + wanted.get() + " puts them out; there are "
                    + marked(values, "").stream()
                            .map(output -> output.name() + " " + output.shape())
                            .toList());
        }
        return Optional.empty();
    }

    private static List<ModelOutput> marked(Map<String, Tensor> values, String chosen) {
        return values.entrySet().stream()
                .map(value -> value.getKey().equals(chosen)
                        ? new ModelOutput(
                                value.getKey(),
                                value.getValue().shape().withFirst(Shape.DYNAMIC),
                                ModelOutput.Kind.BOXES,
                                true,
                                "read as detections")
                        : new ModelOutput(
                                value.getKey(),
                                value.getValue().shape(),
                                ModelOutput.Kind.OTHER,
                                false,
                                "not looked at"))
                .toList();
    }

    private static Optional<DetectionLayout> layout(
            Tensor value, ImageInput input, Set<Integer> labelCounts, Optional<String> wanted) {
        Shape shape = value.shape();
        if (shape.rank() != 3) {
            return Optional.empty();
        }
        TableLayouts table = TableLayouts.of(shape.dim(1), shape.dim(2), input.width(), input.height(), labelCounts);
        if (wanted.isPresent()) {
            return table.fields() <= BOX
                    ? Optional.empty()
                    : switch (wanted.get()) {
                        case "yolov8" -> Optional.of(table.yolov8());
                        case "yolov5" -> table.yolov5();
                        default -> table.yolox();
                    };
        }
        if (!table.isLikely() || !areShares(value, table)) {
            return Optional.empty();
        }
        if (isDecoded(value, table)) {
            return table.lacksObjectness() ? Optional.of(table.yolov8()) : table.yolov5();
        }
        return table.yolox();
    }

    private static float at(Tensor value, TableLayouts table, int candidate, int field) {
        int position = table.byField() ? field * table.candidates() + candidate : candidate * table.fields() + field;
        return value.at(position);
    }

    /** Whether what stands behind the box is a probability throughout. */
    private static boolean areShares(Tensor value, TableLayouts table) {
        for (int candidate = 0; candidate < table.candidates(); candidate++) {
            for (int field = BOX; field < table.fields(); field++) {
                float score = at(value, table, candidate, field);
                if (!(score >= 0 && score <= 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether boxes have extents in pixels: none is negative, and none so small as cells are. */
    private static boolean isDecoded(Tensor value, TableLayouts table) {
        float largest = 0;
        for (int candidate = 0; candidate < table.candidates(); candidate++) {
            float width = at(value, table, candidate, 2);
            float height = at(value, table, candidate, 3);
            if (width < 0 || height < 0) {
                return false;
            }
            largest = Math.max(largest, Math.max(width, height));
        }
        return largest > 1;
    }
}
