package xai4j.djl.torch.detection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.djl.torch.detection.TorchOutputs.Output;
import xai4j.image.ImageInput;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.detection.DetectionLayout;
import xai4j.tensor.Tensor;

/**
 * Outputs that hold a detector's candidates, joined into one row per picture.
 *
 * @param layout how the row is read
 * @param outputs all outputs, those that are joined marked
 * @param joined the names of those that are joined, in the row's order
 * @param sections where the numbers of each joined output stand in the row, but for integers
 */
public record TorchDetections(
        DetectionLayout layout, List<ModelOutput> outputs, List<String> joined, List<Section> sections) {
    /**
     * A part of a row.
     *
     * @param to the first place behind it
     */
    public record Section(int from, int to) {}

    /** In the order in which they are tried; what has companions is more telling. */
    private static final List<TorchLayout> LAYOUTS = List.of(
            TorchLists.LABELLED,
            TorchPairs.DETR,
            TorchPairs.SSD,
            TorchPairs.SSD300,
            TorchTables.YOLOV8,
            TorchTables.YOLOV5,
            TorchTables.YOLOX,
            TorchTables.QUERIES,
            TorchLists.END_TO_END);

    /** Copies the lists. */
    public TorchDetections {
        outputs = List.copyOf(outputs);
        joined = List.copyOf(joined);
        sections = List.copyOf(sections);
    }

    /**
     * Reads outputs as detections.
     *
     * @param values the outputs for noise; names of integers begin with {@code int:}
     * @param input of the size of the noise
     * @param batch pictures of noise
     * @param labelCounts numbers of labels that are known
     * @param wanted the layout that the caller says
     * @return empty when they are none
     * @throws ModelException if the layout that was said does not fit
     * @throws IllegalArgumentException if there is no layout of that name
     */
    public static Optional<TorchDetections> of(
            Map<String, Tensor> values,
            ImageInput input,
            int batch,
            Set<Integer> labelCounts,
            Optional<String> wanted) {
        TorchOutputs outputs = TorchOutputs.of(values, input, batch, labelCounts);
        if (wanted.isPresent()) {
            return Optional.of(said(wanted.get())
                    .read(outputs, true)
                    .map(found -> found.in(outputs))
                    .orElseThrow(() -> new ModelException("no output holds detections as " + wanted.get()
                            + " puts them out; there are " + outputs.described())));
        }
        return LAYOUTS.stream()
                .map(layout -> layout.read(outputs, false))
                .flatMap(Optional::stream)
                .map(found -> found.in(outputs))
                .findFirst();
    }

    private static TorchLayout said(String name) {
        return LAYOUTS.stream()
                .filter(layout -> layout.title().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no layout of detections \"" + name
                        + "\" for TorchScript; known: "
                        + String.join(
                                ", ", LAYOUTS.stream().map(TorchLayout::title).toList())));
    }

    /**
     * What a layout found.
     *
     * @param joined the outputs of which the row is made
     */
    record Found(DetectionLayout layout, List<Output> joined) {
        Found {
            joined = List.copyOf(joined);
        }

        TorchDetections in(TorchOutputs outputs) {
            return new TorchDetections(
                    layout,
                    outputs.all().stream()
                            .map(output -> described(outputs, output))
                            .toList(),
                    joined.stream().map(Output::name).toList(),
                    joined.stream()
                            .filter(output -> !output.isWhole())
                            .map(output -> section(outputs, output))
                            .toList());
        }

        private Section section(TorchOutputs outputs, Output output) {
            int from = outputs.offset(joined, output);
            return new Section(from, from + output.perPicture(outputs.batch()));
        }

        private ModelOutput described(TorchOutputs outputs, Output output) {
            boolean read = joined.contains(output);
            return new ModelOutput(
                    output.name(),
                    outputs.shape(output),
                    read ? ModelOutput.Kind.BOXES : ModelOutput.Kind.OTHER,
                    read,
                    read ? "read as detections" : "not looked at");
        }
    }

    /** A way in which detectors put out what they found. */
    interface TorchLayout {
        /** As in {@code --detections}. */
        String title();

        /**
         * Reads outputs so.
         *
         * @param said whether the caller says that they are
         */
        Optional<Found> read(TorchOutputs outputs, boolean said);
    }
}
