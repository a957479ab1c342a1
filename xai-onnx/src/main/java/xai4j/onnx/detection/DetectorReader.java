package xai4j.onnx.detection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import xai4j.model.ModelException;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * Recognises detectors by their outputs: names, shapes, what stands beside them, and how many cells the usual grids over the picture have. What
 * suits several layouts is decided by the number of labels, and can be said by the caller.
 */
public final class DetectorReader {
    /** In the order in which they are tried; the more telling ones come first. */
    private static final List<Map.Entry<String, Function<DetectorOutputs, Optional<DetectorGraph>>>> LAYOUTS = List.of(
            Map.entry("yunet", StrideHeads::yunet),
            Map.entry("nms", SuppressedBoxes::read),
            Map.entry("rtdetr", ListedObjects::labelled),
            Map.entry("tensorflow", ListedObjects::tensorFlow),
            Map.entry("paddle", ListedObjects::paddle),
            Map.entry("detr", PairedOutputs::detr),
            Map.entry("ultraface", PairedOutputs::ultraFace),
            Map.entry("ssd300", PairedOutputs::ssd300),
            Map.entry("ssd", PairedOutputs::ssd),
            Map.entry("nanodet", DistributedBoxes::nanoDet),
            Map.entry("picodet", DistributedBoxes::picoDet),
            Map.entry("yolov5-heads", AnchorHeads::yolov5),
            Map.entry("yolov7-heads", AnchorHeads::yolov7),
            Map.entry("rtdetr-table", SingleOutputs::queries),
            Map.entry("end2end", ListedObjects::endToEnd),
            Map.entry("yolov8", SingleOutputs::yolov8),
            Map.entry("yolov5", SingleOutputs::yolov5),
            Map.entry("yolox", SingleOutputs::yolox),
            Map.entry("fastestdet", GridOutputs::fastestDet),
            Map.entry("customvision", GridOutputs::customVision),
            Map.entry("yolov2-voc", GridOutputs::yolov2Voc),
            Map.entry("yolov2", GridOutputs::yolov2));

    private DetectorReader() {}

    /** Names of the layouts, for messages. */
    public static String names() {
        return LAYOUTS.stream().map(Map.Entry::getKey).collect(Collectors.joining(", "));
    }

    /**
     * Reads a graph as a detector.
     *
     * @param shapes shapes of its values for pictures of the given size
     * @param labelCounts numbers of labels that are named anywhere
     * @param wanted the layout that the caller says, or empty
     * @param blank runs the graph on a blank picture
     * @return empty when no layout fits and none was said
     * @throws ModelException if the layout that was said does not fit
     * @throws IllegalArgumentException if there is no layout of that name
     */
    public static Optional<DetectorGraph> read(
            OnnxGraph graph,
            Shapes shapes,
            int height,
            int width,
            Set<Integer> labelCounts,
            Optional<String> wanted,
            BlankRun blank) {
        DetectorOutputs outputs = new DetectorOutputs(
                graph, new GraphLinks(graph), shapes, height, width, Set.copyOf(labelCounts), wanted, blank);
        if (wanted.isPresent()) {
            return Optional.of(LAYOUTS.stream()
                    .filter(layout -> layout.getKey().equals(wanted.get()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "there is no layout of detections \"" + wanted.get() + "\"; known: " + names()))
                    .getValue()
                    .apply(outputs)
                    .orElseThrow(() -> new ModelException(graph.source() + " does not put out detections as "
                            + wanted.get() + " does; its outputs are " + described(outputs))));
        }
        return LAYOUTS.stream()
                .map(layout -> layout.getValue().apply(outputs))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String described(DetectorOutputs outputs) {
        Map<String, String> texts = new TreeMap<>();
        outputs.all().forEach(output -> texts.put(output.name(), output.dims().toString()));
        return texts.toString();
    }
}
