package xai4j.spark;

import java.awt.image.BufferedImage;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import xai4j.Models;
import xai4j.image.Images;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Tensor;

/**
 * Explaining by perturbation as libraries on Spark do it that have no kernel of their own, for comparison: every perturbed picture is a row of uncompressed
 * pixels, a model is opened per partition, and scores are collected by picture. In place of a fit stands the difference of two means, which costs nothing.
 */
final class RowPerPerturbation {
    static final int SAMPLES = 100;
    private static final int REGIONS = 60;
    private static final int TURNS = 2;

    private RowPerPerturbation() {}

    /** A perturbed picture as a row. */
    private record Perturbed(String path, boolean[] present, int width, int height, int[] pixels)
            implements Serializable {}

    /** What the model says of one. */
    private record Answer(boolean[] present, double score) implements Serializable {}

    /** Prints pictures a second. */
    static void measure(SparkSession spark, String model, String folder, int threads) throws Exception {
        for (int turn = 0; turn <= TURNS; turn++) {
            long start = System.nanoTime();
            double before = SparkThroughput.cpu();
            JavaRDD<Row> pictures = spark.read()
                    .format("binaryFile")
                    .load(folder)
                    .repartition(4 * threads)
                    .select("path", "content")
                    .toJavaRDD();
            long count = pictures.flatMap(row -> perturbed(row.getString(0), row.getAs(1)))
                    .mapPartitions(rows -> answers(model, rows))
                    .mapToPair(answer -> answer)
                    .groupByKey()
                    .mapValues(RowPerPerturbation::contrasts)
                    .count();
            System.out.printf(
                    "a row per perturbed picture, %d samples, %s: %.2f pictures/s, processor time %.2f s a picture%n",
                    SAMPLES,
                    turn == 0 ? "warm-up" : "turn " + turn,
                    count * 1e9 / (System.nanoTime() - start),
                    (SparkThroughput.cpu() - before) / count);
        }
        SparkThroughput.memory();
    }

    private static Iterator<Perturbed> perturbed(String path, byte[] bytes) {
        BufferedImage picture = Images.read(bytes);
        Segmentation regions = Segmenter.slic(REGIONS).segment(picture);
        int[] ids = regions.ids();
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        Random random = new Random(1);
        List<Perturbed> rows = new ArrayList<>();
        for (int sample = 0; sample < SAMPLES; sample++) {
            boolean[] present = new boolean[regions.count()];
            for (int region = 0; region < present.length; region++) {
                present[region] = random.nextBoolean();
            }
            int[] hidden = pixels.clone();
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = present[ids[i]] ? hidden[i] : 0;
            }
            rows.add(new Perturbed(path, present, width, height, hidden));
        }
        return rows.iterator();
    }

    private static Iterator<Tuple2<String, Answer>> answers(String model, Iterator<Perturbed> rows) {
        List<Tuple2<String, Answer>> answers = new ArrayList<>();
        try (Model open = Models.load(Path.of(model), LoadOptions.defaults().withThreads(1))) {
            while (rows.hasNext()) {
                Perturbed row = rows.next();
                BufferedImage picture = new BufferedImage(row.width(), row.height(), BufferedImage.TYPE_INT_RGB);
                picture.setRGB(0, 0, row.width(), row.height(), row.pixels(), 0, row.width());
                Tensor input = open.spec().prepare(picture).tensor();
                Tensor scores = open.predict(input.reshape(input.shape().prepend(1)), Score.PROBABILITY);
                answers.add(new Tuple2<>(row.path(), new Answer(row.present(), scores.at(0))));
            }
        }
        return answers.iterator();
    }

    private static double[] contrasts(Iterable<Answer> answers) {
        double[][] sums = new double[2][];
        int[][] counts = new int[2][];
        for (Answer answer : answers) {
            int regions = answer.present().length;
            for (int side = 0; side < 2; side++) {
                sums[side] = sums[side] == null ? new double[regions] : sums[side];
                counts[side] = counts[side] == null ? new int[regions] : counts[side];
            }
            for (int region = 0; region < regions; region++) {
                int side = answer.present()[region] ? 1 : 0;
                sums[side][region] += answer.score();
                counts[side][region]++;
            }
        }
        double[] contrasts = new double[sums[0].length];
        for (int region = 0; region < contrasts.length; region++) {
            contrasts[region] =
                    sums[1][region] / Math.max(1, counts[1][region]) - sums[0][region] / Math.max(1, counts[0][region]);
        }
        return contrasts;
    }
}
