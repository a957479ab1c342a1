package xai4j.model.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import xai4j.image.ChannelOrder;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;

/**
 * How a detector's raw outputs, laid out one after another as one row per image, are read as boxes and scores.
 *
 * @param name as in {@code --detections}: {@code yolov8}, {@code yolov5}, {@code ssd} …
 * @param heads candidates, scale by scale
 * @param labels names of the classes; possibly none
 * @param threshold least score of what counts as detected
 * @param suppression overlap from which the weaker of two boxes of one class is dropped; 1 where the model has done it
 * @param why what it was recognised by, one clause for people
 */
public record DetectionLayout(
        String name, List<DetectionHead> heads, List<String> labels, double threshold, double suppression, String why) {
    private static final int MOST = 300;

    /** Copies the lists. */
    public DetectionLayout {
        heads = List.copyOf(heads);
        labels = List.copyOf(labels);
    }

    /**
     * A list of finished objects.
     *
     * @param boxes where the four numbers of each lie
     */
    public static DetectionLayout listed(
            String name, int objects, RawTable boxes, BoxCoding coding, ListedScores scores, double threshold) {
        return new DetectionLayout(
                name, List.of(new DetectionHead(objects, boxes, coding, scores)), List.of(), threshold, 1, "");
    }

    /**
     * TensorFlow's object detection: boxes {@code [Q, 4]} as upper, left, lower and right edge in shares of the picture, scores {@code [Q]}, numbers of
     * classes {@code [Q]}, counted from 1, one after another.
     *
     * @param width columns of the model's input
     * @param height its rows
     */
    public static DetectionLayout tensorFlow(int objects, int classes, int width, int height) {
        return listed(
                "tensorflow",
                objects,
                RawTable.rows(0, 4),
                BoxCoding.rowsFirst(width, height),
                new ListedScores(RawTable.rows(4 * objects, 1), RawTable.rows(5 * objects, 1), classes, 1),
                0.5);
    }

    /** The same with names of the classes. */
    public DetectionLayout withLabels(List<String> names) {
        return new DetectionLayout(name, heads, names, threshold, suppression, why);
    }

    /** The same with another least score. */
    public DetectionLayout withThreshold(double least) {
        return new DetectionLayout(name, heads, labels, least, suppression, why);
    }

    /** The same with another overlap from which two boxes are one. */
    public DetectionLayout withSuppression(double overlap) {
        return new DetectionLayout(name, heads, labels, threshold, overlap, why);
    }

    /** The same, recognised by something. */
    public DetectionLayout because(String clause) {
        return new DetectionLayout(name, heads, labels, threshold, suppression, clause);
    }

    /** Number of classes. */
    public int classes() {
        return heads.get(0).scores().count();
    }

    /** Name of a class. */
    public String label(int index) {
        return index < labels.size() ? labels.get(index) : classes() == 1 ? "object" : "class " + index;
    }

    /** How pictures are usually made for networks that put out their objects so, where nobody says it. */
    public Preprocessing usualPreprocessing() {
        Preprocessing bytes = Preprocessing.raw().withResizeMode(ResizeMode.SQUASH);
        Preprocessing shares = bytes.withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
        return switch (name) {
            case "yunet", "customvision" -> bytes.withOrder(ChannelOrder.BGR);
            case "ultraface" -> bytes.withNormalisation(1, List.of(127.0), List.of(128.0));
            case "nanodet" ->
                bytes.withOrder(ChannelOrder.BGR)
                        .withNormalisation(1, List.of(103.53, 116.28, 123.675), List.of(57.375, 57.12, 58.395));
            case "yolox" -> bytes.withOrder(ChannelOrder.BGR).withResizeMode(ResizeMode.LETTERBOX);
            case "detr", "picodet", "ssd300" -> Preprocessing.imagenet().withResizeMode(ResizeMode.SQUASH);
            case "rtdetr", "rtdetr-table", "paddle", "tensorflow", "tensorflow-raw" -> shares;
            case "fastestdet" -> shares.withOrder(ChannelOrder.BGR);
            default -> shares.withResizeMode(ResizeMode.LETTERBOX);
        };
    }

    /**
     * The objects in an image: of each candidate its best class, where that reaches the threshold; of boxes of one class that overlap the best.
     *
     * @param raw the raw outputs for the image
     * @return at most 300, the surest first; boxes in the pixels of the model's input
     */
    public List<Detection> detect(float[] raw) {
        List<Detection> found = new ArrayList<>();
        for (DetectionHead head : heads) {
            int end = head.candidates();
            RawFloor floor = head.scores().floorOfScore(threshold);
            for (int c = floor.next(raw, 0, end); c < end; c = floor.next(raw, c + 1, end)) {
                int best = head.scores().best(raw, c);
                double score = head.scores().score(raw, c, best);
                if (score >= threshold) {
                    found.add(new Detection(best, label(best), score, head.box(raw, c)));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Detection::score).reversed());
        return suppressed(found);
    }

    private List<Detection> suppressed(List<Detection> found) {
        List<Detection> kept = new ArrayList<>();
        for (Detection candidate : found) {
            boolean free = kept.stream()
                    .noneMatch(better ->
                            better.index() == candidate.index() && better.box().overlap(candidate.box()) > suppression);
            if (free && kept.size() < MOST) {
                kept.add(candidate);
            }
        }
        return kept;
    }
}
