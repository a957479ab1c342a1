package xai4j.onnx.detection;

import static xai4j.onnx.SmallModel.FLOAT;
import static xai4j.onnx.SmallModel.number;
import static xai4j.onnx.SmallModel.numbers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.onnx.SmallModel;

/**
 * Detectors by construction, the same one in every layout in which detectors are exported: a picture of 8 × 8 cells, the score of red (or green) of
 * a cell is made of its mean red (green), and its box is the cell. So what must be found is what was painted, whatever the layout.
 */
final class CellDetector {
    static final int CELLS = 64;
    static final int COLUMNS = 8;

    /** How steeply a logit rises with the colour, and where it is 0. */
    private static final float STEEP = 8;

    private static final float HALF = 0.45f;
    private static final float NEVER = -50;
    private static final int LISTED = 10;

    private final int side;
    private final int cell;
    private final SmallModel model;

    private CellDetector(int side, Object batch) {
        this.side = side;
        this.cell = side / COLUMNS;
        this.model = SmallModel.opset(13).input("image", FLOAT, batch, 3, side, side);
    }

    /** One output channel of a convolution: {@code red · mean red + green · mean green + bias}. */
    private record Channel(float red, float green, float bias) {
        static Channel constant(double value) {
            return new Channel(0, 0, (float) value);
        }
    }

    private static final Channel RED = new Channel(STEEP, 0, -STEEP * HALF);
    private static final Channel GREEN = new Channel(0, STEEP, -STEEP * HALF);
    private static final Channel EITHER = new Channel(STEEP, STEEP, -STEEP * HALF);

    /** The names of the layouts, as this class spells variants. */
    static SmallModel of(String layout) {
        return switch (layout) {
            case "yolov8", "yolov8-rows", "yolov5", "ssd", "ssd-pixels", "detr", "detr-sigmoid", "detr-four" ->
                new CellDetector(64, 1).decoded(layout);
            case "rtdetr" -> new CellDetector(64, "N").listed(layout);
            case "end2end", "paddle", "tensorflow", "customvision-s1", "torchvision" ->
                new CellDetector(64, 1).listed(layout);
            case "rtdetr-table", "paddle-pair", "ssd-columns", "yolov4-pair", "yolo-nas" ->
                new CellDetector(64, 1).paired(layout);
            case "picodet-aligned" -> new CellDetector(64, 1).aligned();
            case "yolov7-heads" -> new CellDetector(64, 1).heads(12, 16);
            case "nms", "nms-shifted", "nms-per-class" -> new CellDetector(64, 1).suppressed(layout);
            case "yolox" -> new CellDetector(64, 1).yolox();
            case "yolov5-heads" -> new CellDetector(64, 1).heads(10, 13);
            case "nanodet" -> new CellDetector(64, 1).nanodet();
            case "picodet" ->
                new CellDetector(64, 1).perStride(8, "transpose_%d.tmp_0", "transpose_8%d.tmp_0", 8, 16, 32, 64);
            case "nanodet-strides" ->
                new CellDetector(64, 1).perStride(11, "cls_pred_stride_%d", "dis_pred_stride_%d", 8, 16, 32);
            case "customvision" -> new CellDetector(128, "N").grid("model_outputs0", 2, 0.573, 0.677);
            case "yolov2" -> new CellDetector(128, 1).grid("grid", 2, 0.573, 0.677);
            case "yolov2-voc" -> new CellDetector(128, 1).grid("grid", 20, 1.08, 1.19);
            default -> throw new IllegalArgumentException(layout);
        };
    }

    /** The pixels per side of the pictures that a layout's detector takes. */
    static int side(String layout) {
        return layout.startsWith("yolov2") || layout.equals("customvision") ? 128 : 64;
    }

    // what several layouts share

    private CellDetector conv(String name, int stride, Channel... channels) {
        int area = stride * stride;
        float[] kernel = new float[channels.length * 3 * area];
        float[] bias = new float[channels.length];
        for (int k = 0; k < channels.length; k++) {
            Arrays.fill(kernel, k * 3 * area, k * 3 * area + area, channels[k].red() / area);
            Arrays.fill(kernel, (k * 3 + 1) * area, (k * 3 + 2) * area, channels[k].green() / area);
            bias[k] = channels[k].bias();
        }
        model.weights(name + "_w", new long[] {channels.length, 3, stride, stride}, kernel)
                .weights(name + "_b", new long[] {channels.length}, bias)
                .node("Conv", "image," + name + "_w," + name + "_b", name, numbers("strides", stride, stride));
        return this;
    }

    /** Scores {@code [1, 64, 2]} under {@code scores}; the colours' means, or logits. */
    private void scores(Channel... channels) {
        conv("map", cell, channels);
        model.integers("flat", -1, channels.length, CELLS)
                .node("Reshape", "map,flat", "byClass")
                .node("Transpose", "byClass", "scores", numbers("perm", 0, 2, 1));
    }

    private static final Channel MEAN_RED = new Channel(1, 0, 0);
    private static final Channel MEAN_GREEN = new Channel(0, 1, 0);

    /** Boxes {@code [1, 64, 4]}. */
    private float[] boxes(boolean corners, boolean rowsFirst, double unit) {
        float[] boxes = new float[4 * CELLS];
        for (int i = 0; i < CELLS; i++) {
            double x = i % COLUMNS * cell;
            double y = (double) (i / COLUMNS) * cell;
            double[] box = corners
                    ? new double[] {x, y, x + cell, y + cell}
                    : new double[] {x + cell / 2.0, y + cell / 2.0, cell, cell};
            for (int f = 0; f < 4; f++) {
                boxes[i * 4 + (rowsFirst ? f ^ 1 : f)] = (float) (box[f] / unit);
            }
        }
        return boxes;
    }

    private SmallModel decoded(String layout) {
        boolean detr = layout.startsWith("detr");
        if (detr) {
            Channel nothing = Channel.constant(0);
            scores(
                    switch (layout) {
                        case "detr-sigmoid" -> new Channel[] {RED, GREEN};
                        case "detr-four" -> new Channel[] {RED, GREEN, Channel.constant(NEVER), nothing};
                        default -> new Channel[] {RED, GREEN, nothing};
                    });
        } else if (layout.startsWith("ssd")) {
            scores(RED, GREEN);
            model.node("Sigmoid", "scores", "probabilities");
        } else {
            scores(MEAN_RED, MEAN_GREEN);
        }
        boolean corners = layout.startsWith("ssd");
        double unit = detr || layout.equals("ssd") ? side : 1;
        model.weights("boxes", new long[] {1, CELLS, 4}, boxes(corners, false, unit));
        return switch (layout) {
            case "yolov8" ->
                model.node("Concat", "boxes,scores", "rows", number("axis", 2))
                        .node("Transpose", "rows", "out", numbers("perm", 0, 2, 1))
                        .output("out");
            case "yolov8-rows" ->
                model.node("Concat", "boxes,scores", "out", number("axis", 2)).output("out");
            case "yolov5" ->
                model.weights("sure", new long[] {1, CELLS, 1}, ones())
                        .node("Concat", "boxes,sure,scores", "joined", number("axis", 2))
                        .weights("one", new long[] {1}, 1)
                        .node("Mul", "joined,one", "out")
                        .output("out");
            case "ssd", "ssd-pixels" ->
                model.node("Identity", "boxes", "places").output("places").output("probabilities");
            default ->
                model.node("Identity", "boxes", "pred_boxes")
                        .node("Identity", "scores", "logits")
                        .output("logits")
                        .output("pred_boxes");
        };
    }

    private static float[] ones() {
        float[] ones = new float[CELLS];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Boxes and probabilities as they stand in the exports of several projects, named in the cases. */
    private SmallModel paired(String layout) {
        scores(RED, GREEN);
        boolean query = layout.equals("rtdetr-table");
        boolean shares = query || layout.equals("yolov4-pair");
        model.node("Sigmoid", "byClass", "columns")
                .node("Transpose", "columns", "rows", numbers("perm", 0, 2, 1))
                .weights("none", new long[] {1}, 0)
                .weights("fixed", new long[] {1, CELLS, 4}, boxes(!query, false, shares ? side : 1))
                .node("Add", "fixed,none", "boxes");
        return switch (layout) {
            case "rtdetr-table" ->
                // ultralytics, RTDETRDecoder: torch.cat((dec_bboxes, dec_scores.sigmoid()), -1); as many candidates as
                // no grid has
                model.node("Concat", "boxes,rows", "all", number("axis", 2))
                        .integers("from", 0)
                        .integers("to", CELLS - 2)
                        .integers("axis", 1)
                        .node("Slice", "all,from,to,axis", "output0")
                        .output("output0");
            case "paddle-pair" ->
                // PaddleDetection, PicoHeadV2 and PPYOLOEHead without suppression: boxes in pixels, pred_scores [N, K,
                // A]
                model.node("Identity", "boxes", "concat_9.tmp_0")
                        .node("Identity", "columns", "concat_8.tmp_0")
                        .output("concat_8.tmp_0")
                        .output("concat_9.tmp_0");
            case "ssd-columns" ->
                model.node("Transpose", "boxes", "ploc", numbers("perm", 0, 2, 1))
                        .output("ploc")
                        .node("Identity", "columns", "plabel")
                        .output("plabel");
            case "yolov4-pair" ->
                // Tianxiaomo/pytorch-YOLOv4: boxes [N, A, 1, 4] in shares, confs = class times objectness
                model.integers("middle", 2)
                        .node("Unsqueeze", "boxes,middle", "boxes4")
                        .weights("sure", new long[] {1, CELLS, 1}, ones())
                        .node("Mul", "rows,sure", "confs")
                        .output("boxes4")
                        .output("confs");
            default ->
                // super-gradients: boxes in pixels and probabilities under a name that DETR's boxes have
                model.node("Identity", "boxes", "graph2_pred_boxes")
                        .node("Identity", "rows", "graph2_pred_scores")
                        .output("graph2_pred_boxes")
                        .output("graph2_pred_scores");
        };
    }

    /** The best ten pairs of cell and class, as exports of detectors without suppression choose them. */
    private SmallModel listed(String layout) {
        boolean shares = !layout.equals("end2end") && !layout.equals("paddle");
        scores(MEAN_RED, MEAN_GREEN);
        model.integers("all", -1, 2L * CELLS)
                .integers("k", LISTED)
                .integers("two", 2)
                .integers("last", 2)
                .weights("boxes", new long[] {CELLS, 4}, boxes(true, layout.equals("tensorflow"), shares ? side : 1))
                .node("Reshape", "scores,all", "pairs")
                .node("TopK", "pairs,k", "best,which")
                .node("Mod", "which,two", "class")
                .node("Div", "which,two", "cell")
                .node("Gather", "boxes,cell", "chosen");
        return switch (layout) {
            case "end2end" ->
                model.node("Unsqueeze", "best,last", "best3")
                        .node("Cast", "class", "classF", number("to", 1))
                        .node("Unsqueeze", "classF,last", "class3")
                        .node("Concat", "chosen,best3,class3", "out", number("axis", 2))
                        .output("out");
            case "paddle" ->
                model.node("Unsqueeze", "best,last", "best3")
                        .node("Cast", "class", "classF", number("to", 1))
                        .node("Unsqueeze", "classF,last", "class3")
                        .node("Concat", "class3,best3,chosen", "joined", number("axis", 2))
                        .integers("rows", LISTED, 6)
                        .node("Reshape", "joined,rows", "tmp_0")
                        .integers("ten", LISTED)
                        .node("Identity", "ten", "tmp_1")
                        .output("tmp_0")
                        .output("tmp_1");
            case "rtdetr" ->
                model.input("orig_target_sizes", SmallModel.INTEGER, "N", 2)
                        .node("Cast", "orig_target_sizes", "sizes", number("to", 1))
                        .integers("twice", 1, 2)
                        .integers("middle", 1)
                        .node("Tile", "sizes,twice", "scale")
                        .node("Unsqueeze", "scale,middle", "scales")
                        .node("Mul", "chosen,scales", "boxes_")
                        .node("Identity", "best", "scores_")
                        .node("Identity", "class", "labels_")
                        .output("labels_")
                        .output("boxes_")
                        .output("scores_");
            case "torchvision" ->
                // torchvision's detectors: lists as long as what is found, in corners of pixels
                model.integers("row", LISTED)
                        .integers("plain", LISTED, 4)
                        .integers("anyLength", -1)
                        .weights("pixels", new long[] {}, side)
                        .weights("little", new long[] {}, 0.3f)
                        .node("Reshape", "best,row", "sure")
                        .node("Reshape", "class,row", "what")
                        .node("Reshape", "chosen,plain", "where")
                        .node("Mul", "where,pixels", "there")
                        .node("Greater", "sure,little", "enough")
                        .node("NonZero", "enough", "found2")
                        .node("Reshape", "found2,anyLength", "found")
                        .node("Gather", "there,found", "3021", number("axis", 0))
                        .node("Gather", "what,found", "3022", number("axis", 0))
                        .node("Gather", "sure,found", "3023", number("axis", 0))
                        .output("3021", SmallModel.FLOAT, "n", 4)
                        .output("3022", SmallModel.INTEGER, "n")
                        .output("3023", SmallModel.FLOAT, "n");
            case "customvision-s1" ->
                // Azure-Samples/customvision-export-samples, object_detection_s1: corners, columns first
                model.node("Identity", "chosen", "detected_boxes")
                        .node("Identity", "class", "detected_classes")
                        .node("Identity", "best", "detected_scores")
                        .output("detected_boxes")
                        .output("detected_scores")
                        .output("detected_classes");
            default ->
                // TensorFlow's second version puts out all candidates beside those that it chose
                model.integers("onetwo", 1)
                        .node("Add", "class,onetwo", "fromOne")
                        .node("Cast", "fromOne", "detection_classes", number("to", 1))
                        .node("Identity", "chosen", "detection_boxes")
                        .node("Identity", "best", "detection_scores")
                        .integers("front", 0)
                        .node("Unsqueeze", "boxes,front", "raw_detection_boxes")
                        .node("Identity", "scores", "raw_detection_scores")
                        .output("raw_detection_boxes")
                        .output("raw_detection_scores")
                        .output("detection_boxes")
                        .output("detection_scores")
                        .output("detection_classes");
        };
    }

    /** Suppression in the graph, per class or, as YOLOv7 exports it, of each candidate's best class with the classes moved apart. */
    private SmallModel suppressed(String layout) {
        scores(MEAN_RED, MEAN_GREEN);
        model.weights("places", new long[] {1, CELLS, 4}, boxes(true, false, 1))
                .weights("none", new long[] {1}, 0)
                // so that the boxes are computed, as those of a network are
                .node("Add", "places,none", "boxes")
                .integers("most", 100)
                .weights("overlap", new long[] {1}, 0.5f)
                .weights("least", new long[] {1}, 0.25f);
        if (layout.equals("nms-per-class")) {
            return model.integers("halves", 1, 1)
                    .node("Split", "byClass,halves", "first,second", number("axis", 1))
                    .node("NonMaxSuppression", "boxes,first,most,overlap,least", "chosenRed")
                    .node("NonMaxSuppression", "boxes,second,most,overlap,least", "chosenGreen")
                    .node("Concat", "chosenRed,chosenGreen", "chosen", number("axis", 0))
                    .node("Cast", "chosen", "out", number("to", 1))
                    .output("out");
        }
        boolean shifted = layout.equals("nms-shifted");
        if (shifted) {
            model.weights("apart", new long[] {1}, 640)
                    .node("ReduceMax", "scores", "best", numbers("axes", 2))
                    .node("ArgMax", "scores", "which", number("axis", 2))
                    .node("Cast", "which", "whichF", number("to", 1))
                    .node("Mul", "whichF,apart", "distance")
                    .node("Add", "boxes,distance", "moved")
                    .node("Transpose", "best", "single", numbers("perm", 0, 2, 1));
        } else {
            model.node("Identity", "byClass", "single").node("Identity", "boxes", "moved");
        }
        return model.node("NonMaxSuppression", "moved,single,most,overlap,least", "chosen")
                .node("Cast", "chosen", "out", number("to", 1))
                .output("out");
    }

    private SmallModel yolox() {
        List<String> parts = new ArrayList<>();
        for (int stride : new int[] {8, 16, 32}) {
            boolean used = stride == cell;
            conv(
                    "box" + stride,
                    stride,
                    Channel.constant(0.5),
                    Channel.constant(0.5),
                    Channel.constant(0),
                    Channel.constant(0));
            conv(
                    "rest" + stride,
                    stride,
                    used ? EITHER : Channel.constant(NEVER),
                    used ? RED : Channel.constant(0),
                    used ? GREEN : Channel.constant(0));
            model.node("Sigmoid", "rest" + stride, "sure" + stride)
                    .node("Concat", "box" + stride + ",sure" + stride, "both" + stride, number("axis", 1))
                    .integers("flat" + stride, 1, 7, -1)
                    .node("Reshape", "both" + stride + ",flat" + stride, "part" + stride);
            parts.add("part" + stride);
        }
        return model.node("Concat", String.join(",", parts), "columns", number("axis", 2))
                .node("Transpose", "columns", "out", numbers("perm", 0, 2, 1))
                .output("out");
    }

    private SmallModel heads(double width, double height) {
        for (int stride : new int[] {8, 16, 32}) {
            List<Channel> channels = new ArrayList<>();
            for (int anchor = 0; anchor < 3; anchor++) {
                boolean used = stride == cell && anchor == 0;
                channels.add(Channel.constant(0));
                channels.add(Channel.constant(0));
                channels.add(Channel.constant(logit(Math.sqrt(cell / width) / 2)));
                channels.add(Channel.constant(logit(Math.sqrt(cell / height) / 2)));
                channels.add(used ? EITHER : Channel.constant(NEVER));
                channels.add(RED);
                channels.add(GREEN);
            }
            conv("head" + stride, stride, channels.toArray(Channel[]::new));
            model.integers("split" + stride, 1, 3, 7, side / stride, side / stride)
                    .node("Reshape", "head" + stride + ",split" + stride, "five" + stride)
                    .node("Transpose", "five" + stride, "out" + stride, numbers("perm", 0, 1, 3, 4, 2))
                    .output("out" + stride);
        }
        return model;
    }

    private static double logit(double share) {
        return Math.log(share / (1 - share));
    }

    /** Distances to left, top, right, bottom as distributions over whole numbers of strides. */
    private static Channel[] distances(int bins, double... sides) {
        Channel[] channels = new Channel[4 * bins];
        for (int i = 0; i < channels.length; i++) {
            double off = Math.abs(i % bins - sides[i / bins]);
            channels[i] = Channel.constant(off < 1 ? 0 : NEVER);
        }
        return channels;
    }

    private SmallModel nanodet() {
        List<String> parts = new ArrayList<>();
        for (int stride : new int[] {8, 16, 32, 64}) {
            stride(stride, distances(8, 0, 0, 1, 1));
            model.node("Concat", "sure" + stride + ",dist" + stride, "both" + stride, number("axis", 1))
                    .integers("flat" + stride, 1, 34, -1)
                    .node("Reshape", "both" + stride + ",flat" + stride, "part" + stride);
            parts.add("part" + stride);
        }
        return model.node("Concat", String.join(",", parts), "columns", number("axis", 2))
                .node("Transpose", "columns", "output", numbers("perm", 0, 2, 1))
                .output("output");
    }

    /** Scores of all strides before boxes of all. */
    private SmallModel perStride(int bins, String scores, String boxes, int... strides) {
        List<String> outputs = new ArrayList<>();
        for (String name : List.of("sure", "dist")) {
            for (int stride : strides) {
                if (name.equals("sure")) {
                    stride(stride, distances(bins, 0.5, 0.5, 0.5, 0.5));
                }
                String output = String.format(Locale.ROOT, name.equals("sure") ? scores : boxes, stride);
                model.integers(name + "_flat" + stride, 1, name.equals("sure") ? 2 : 4 * bins, -1)
                        .node("Reshape", name + stride + "," + name + "_flat" + stride, name + "_row" + stride)
                        .node("Transpose", name + "_row" + stride, output, numbers("perm", 0, 2, 1));
                outputs.add(output);
            }
        }
        outputs.forEach(model::output);
        return model;
    }

    /** PaddleDetection's PicoHeadV2: scores are the root of a product of two probabilities. */
    private SmallModel aligned() {
        for (int stride : new int[] {8, 16, 32, 64}) {
            stride(stride, distances(8, 0.5, 0.5, 0.5, 0.5));
            model.weights("eps" + stride, new long[] {1}, 1e-9f)
                    .node("Mul", "sure" + stride + ",sure" + stride, "square" + stride)
                    .node("Add", "square" + stride + ",eps" + stride, "above" + stride)
                    .node("Sqrt", "above" + stride, "root" + stride)
                    .integers("split" + stride, 1, 2, -1)
                    .node("Reshape", "root" + stride + ",split" + stride, "row" + stride)
                    .node("Transpose", "row" + stride, "scores" + stride, numbers("perm", 0, 2, 1))
                    .output("scores" + stride);
        }
        for (int stride : new int[] {8, 16, 32, 64}) {
            model.integers("parts" + stride, 1, 32, -1)
                    .node("Reshape", "dist" + stride + ",parts" + stride, "line" + stride)
                    .node("Transpose", "line" + stride, "places" + stride, numbers("perm", 0, 2, 1))
                    .output("places" + stride);
        }
        return model;
    }

    /** SSD300's six maps over a picture of 300 × 300: no offsets, and classes in the first box of the map of stride 64 alone. */
    static SmallModel ssd300() {
        CellDetector ssd = new CellDetector(300, 1);
        int[] steps = {8, 16, 32, 64, 100, 300};
        int[] sizes = {4, 6, 6, 6, 4, 4};
        List<String> places = new ArrayList<>();
        List<String> scores = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            Channel[] offsets = new Channel[4 * sizes[i]];
            Arrays.fill(offsets, Channel.constant(0));
            Channel[] classes = new Channel[3 * sizes[i]];
            Arrays.fill(classes, 0, sizes[i], Channel.constant(0));
            Arrays.fill(classes, sizes[i], classes.length, Channel.constant(NEVER));
            if (steps[i] == 64) {
                classes[sizes[i]] = RED;
                classes[2 * sizes[i]] = GREEN;
            }
            ssd.point("loc" + i, steps[i], offsets);
            ssd.point("conf" + i, steps[i], classes);
            ssd.model
                    .integers("locs" + i, 1, 4, -1)
                    .node("Reshape", "loc" + i + ",locs" + i, "place" + i)
                    .integers("confs" + i, 1, 3, -1)
                    .node("Reshape", "conf" + i + ",confs" + i, "score" + i);
            places.add("place" + i);
            scores.add("score" + i);
        }
        return ssd.model
                .node("Concat", String.join(",", places), "ploc", number("axis", 2))
                .node("Concat", String.join(",", scores), "plabel", number("axis", 2))
                .output("ploc")
                .output("plabel");
    }

    /** A convolution of one pixel at every step. */
    private void point(String name, int step, Channel... channels) {
        float[] kernel = new float[channels.length * 3];
        float[] bias = new float[channels.length];
        for (int k = 0; k < channels.length; k++) {
            kernel[3 * k] = channels[k].red();
            kernel[3 * k + 1] = channels[k].green();
            bias[k] = channels[k].bias();
        }
        model.weights(name + "_w", new long[] {channels.length, 3, 1, 1}, kernel)
                .weights(name + "_b", new long[] {channels.length}, bias)
                .node("Conv", "image," + name + "_w," + name + "_b", name, numbers("strides", step, step));
    }

    private void stride(int stride, Channel[] distances) {
        boolean used = stride == cell;
        conv("cls" + stride, stride, used ? RED : Channel.constant(NEVER), used ? GREEN : Channel.constant(NEVER));
        conv("dist" + stride, stride, distances);
        model.node("Sigmoid", "cls" + stride, "sure" + stride);
    }

    private SmallModel grid(String output, int classes, double anchorWidth, double anchorHeight) {
        List<Channel> channels = new ArrayList<>();
        for (int anchor = 0; anchor < 5; anchor++) {
            channels.add(Channel.constant(0));
            channels.add(Channel.constant(0));
            channels.add(Channel.constant(-Math.log(anchorWidth)));
            channels.add(Channel.constant(-Math.log(anchorHeight)));
            channels.add(anchor == 0 ? EITHER : Channel.constant(NEVER));
            channels.add(RED);
            channels.add(GREEN);
            for (int k = 2; k < classes; k++) {
                channels.add(Channel.constant(NEVER));
            }
        }
        conv(output, cell, channels.toArray(Channel[]::new));
        return model.output(output);
    }
}
