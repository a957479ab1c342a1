package xai4j.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A network whose derivatives are written by hand: 3×3 convolution ("conv"), ReLU ("relu"), mean over positions ("pool"),
 * linear layer. Everything is computed in double precision, row by row.
 */
public final class SmallNet implements DifferentiableModel, InterventionModel {
    public static final int CLASSES = 4;
    private static final int CHANNELS = 5;

    private final ModelSpec spec;
    private final int height;
    private final int width;
    private final int colours;
    private final double[][][] kernel;
    private final double[] bias = new double[CHANNELS];
    private final double[][] weights = new double[CLASSES][CHANNELS];
    private final double[] offsets = new double[CLASSES];
    private final List<Layer> layers;
    private boolean headless;
    private boolean poisoned;
    /** Rows of each call for gradients, in order. */
    public final List<Integer> gradientBatches = Collections.synchronizedList(new ArrayList<>());
    /** Points at which gradients were asked for, in order. */
    public final List<float[]> points = Collections.synchronizedList(new ArrayList<>());

    /** A network on images of a port, whose layers are arranged as asked. */
    public SmallNet(ImageInput input, FeatureLayout layout, long seed) {
        this.spec =
                new ModelSpec("small", input, Preprocessing.unit(), List.of("a", "b", "c", "d"), ScoreKind.LOGITS, "");
        this.height = input.height();
        this.width = input.width();
        this.colours = input.channels();
        this.kernel = new double[CHANNELS][colours][9];
        SplittableRandom random = new SplittableRandom(seed);
        for (int k = 0; k < CHANNELS; k++) {
            bias[k] = random.nextDouble(-0.3, 0.3);
            for (double[] plane : kernel[k]) {
                java.util.Arrays.setAll(plane, i -> random.nextDouble(-0.5, 0.5));
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            java.util.Arrays.setAll(weights[c], i -> random.nextDouble(-1, 1));
            offsets[c] = random.nextDouble(-0.1, 0.1);
        }
        this.layers = List.of(
                new Layer("conv", "Conv", shape(layout), layout),
                new Layer("relu", "Relu", shape(layout), layout),
                new Layer("pool", "GlobalAveragePool", Shape.of(-1, CHANNELS), FeatureLayout.VECTOR));
    }

    /** The same on 6×4 images, channels first. */
    public static SmallNet planar(long seed) {
        return new SmallNet(ImageInput.nchw(3, 6, 4), FeatureLayout.CHANNELS_FIRST, seed);
    }

    /** A random image for a port; the same pixels whatever the layout. */
    public static PreparedImage image(ImageInput input, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.zeros(input.imageShape());
        int area = input.height() * input.width();
        for (int c = 0; c < input.channels(); c++) {
            for (int i = 0; i < area; i++) {
                int at = input.layout() == ImageLayout.NCHW ? c * area + i : i * input.channels() + c;
                tensor.set(at, (float) random.nextDouble());
            }
        }
        return PreparedImage.ofTensor(tensor, input, Preprocessing.unit());
    }

    public SmallNet withoutHead() {
        headless = true;
        return this;
    }

    public SmallNet withNaNGradients() {
        poisoned = true;
        return this;
    }

    /** Sets all of a class's weights. */
    public SmallNet withWeights(int target, double value) {
        java.util.Arrays.fill(weights[target], value);
        return this;
    }

    public double weight(int target, int channel) {
        return weights[target][channel];
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return Optional.of(layers.get(1));
    }

    @Override
    public Optional<LinearHead> head() {
        if (headless) {
            return Optional.empty();
        }
        Tensor table = Tensor.zeros(Shape.of(CLASSES, CHANNELS));
        Tensor bias = Tensor.zeros(Shape.of(CLASSES));
        for (int c = 0; c < CLASSES; c++) {
            bias.set(c, (float) offsets[c]);
            for (int k = 0; k < CHANNELS; k++) {
                table.set(c * CHANNELS + k, (float) weights[c][k]);
            }
        }
        return Optional.of(new LinearHead(layers.get(1), LinearHead.Pooling.AVERAGE, table, bias));
    }

    @Override
    public Tensor predict(Tensor batch) {
        Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), CLASSES));
        for (int row = 0; row < batch.shape().dim(0); row++) {
            put(scores.row(row), logits(relu(conv(batch.row(row)))));
        }
        return scores;
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), CLASSES));
        for (int row = 0; row < batch.shape().dim(0); row++) {
            double[] inner = inwards(layer, values.row(row));
            put(scores.row(row), logits(layer.name().equals("conv") ? relu(inner) : inner));
        }
        return Scores.convert(scores, ScoreKind.LOGITS, score);
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> wanted) {
        return new Activations(predict(batch), values(batch, wanted));
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule rule) {
        Objective.OfScores of = (Objective.OfScores) objective;
        int rows = batch.shape().dim(0);
        gradientBatches.add(rows);
        Tensor scores = predict(batch, of.score());
        Map<Layer, Tensor> gradients = new HashMap<>();
        for (Layer layer : wanted) {
            gradients.put(layer, Tensor.zeros(layer.equals(Layer.INPUT) ? batch.shape() : arranged(layer, rows)));
        }
        for (int row = 0; row < rows; row++) {
            points.add(batch.row(row).toArray());
            double[] seed = seed(of, batch, row);
            double[] z = conv(batch.row(row));
            double[] atRelu = new double[z.length];
            for (int k = 0; k < CHANNELS; k++) {
                for (int i = 0; i < area(); i++) {
                    for (int c = 0; c < CLASSES; c++) {
                        atRelu[k * area() + i] += seed[c] * weights[c][k] / area();
                    }
                }
            }
            double[] atConv = throughRelu(atRelu, z, rule, row);
            for (Layer layer : wanted) {
                Tensor out = gradients.get(layer).row(row);
                if (poisoned) {
                    out.set(0, Float.NaN);
                } else if (layer.equals(Layer.INPUT)) {
                    throughConv(atConv, out);
                } else {
                    outwards(layer, layer.name().equals("conv") ? atConv : atRelu, out);
                }
            }
        }
        Map<Layer, Tensor> values = values(batch, wanted);
        return new Gradients(scores, values, gradients);
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return rule instanceof BackwardRule.Lrp ? Optional.of("no relevance here") : Optional.empty();
    }

    @Override
    public void close() {
        // holds nothing
    }

    private Map<Layer, Tensor> values(Tensor batch, Set<Layer> wanted) {
        Map<Layer, Tensor> values = new HashMap<>();
        int rows = batch.shape().dim(0);
        for (Layer layer : wanted) {
            if (layer.equals(Layer.INPUT)) {
                values.put(layer, batch);
                continue;
            }
            Tensor all = Tensor.zeros(arranged(layer, rows));
            for (int row = 0; row < rows; row++) {
                double[] z = conv(batch.row(row));
                outwards(layer, layer.name().equals("conv") ? z : relu(z), all.row(row));
            }
            values.put(layer, all);
        }
        return values;
    }

    private double[] seed(Objective.OfScores of, Tensor batch, int row) {
        double[] seed = new double[CLASSES];
        double mean = 0;
        double[] p = new double[CLASSES];
        Tensor probabilities = predict(batch.slice(row, row + 1), Score.PROBABILITY);
        for (int c = 0; c < CLASSES; c++) {
            seed[c] = of.weights().get(row, c);
            p[c] = probabilities.at(c);
            mean += seed[c] * p[c];
        }
        for (int c = 0; c < CLASSES && of.score() == Score.PROBABILITY; c++) {
            seed[c] = p[c] * (seed[c] - mean);
        }
        return seed;
    }

    private double[] throughRelu(double[] above, double[] z, BackwardRule rule, int row) {
        double[] below = new double[z.length];
        double[] before = null;
        if (rule instanceof BackwardRule.DeepLift lift) {
            before = conv(lift.baseline().row(lift.baseline().shape().dim(0) == 1 ? 0 : row));
        }
        for (int i = 0; i < z.length; i++) {
            double open = z[i] > 0 ? 1 : 0;
            if (rule instanceof BackwardRule.Guided) {
                below[i] = Math.max(0, above[i]) * open;
            } else if (rule instanceof BackwardRule.Deconvnet) {
                below[i] = Math.max(0, above[i]);
            } else if (before != null && Math.abs(z[i] - before[i]) > 1e-9) {
                below[i] = above[i] * (Math.max(0, z[i]) - Math.max(0, before[i])) / (z[i] - before[i]);
            } else {
                below[i] = above[i] * open;
            }
        }
        return below;
    }

    private double[] conv(Tensor image) {
        double[] z = new double[CHANNELS * area()];
        for (int k = 0; k < CHANNELS; k++) {
            for (int i = 0; i < area(); i++) {
                double sum = bias[k];
                for (int c = 0; c < colours; c++) {
                    for (int tap = 0; tap < 9; tap++) {
                        int from = neighbour(i, tap);
                        sum += from < 0 ? 0 : kernel[k][c][tap] * image.at(position(c, from));
                    }
                }
                z[k * area() + i] = sum;
            }
        }
        return z;
    }

    private void throughConv(double[] above, Tensor out) {
        double[] sums = new double[out.size()];
        for (int k = 0; k < CHANNELS; k++) {
            for (int i = 0; i < area(); i++) {
                for (int c = 0; c < colours; c++) {
                    for (int tap = 0; tap < 9; tap++) {
                        int from = neighbour(i, tap);
                        if (from >= 0) {
                            sums[position(c, from)] += kernel[k][c][tap] * above[k * area() + i];
                        }
                    }
                }
            }
        }
        put(out, sums);
    }

    private int neighbour(int i, int tap) {
        int y = i / width + tap / 3 - 1;
        int x = i % width + tap % 3 - 1;
        return y < 0 || y >= height || x < 0 || x >= width ? -1 : y * width + x;
    }

    private int position(int colour, int i) {
        return spec.input().layout() == ImageLayout.NCHW ? colour * area() + i : i * colours + colour;
    }

    private static double[] relu(double[] z) {
        double[] a = z.clone();
        java.util.Arrays.setAll(a, i -> Math.max(0, a[i]));
        return a;
    }

    private double[] logits(double[] a) {
        double[] logits = offsets.clone();
        for (int c = 0; c < CLASSES; c++) {
            for (int k = 0; k < CHANNELS; k++) {
                for (int i = 0; i < area(); i++) {
                    logits[c] += weights[c][k] * a[k * area() + i] / area();
                }
            }
        }
        return logits;
    }

    private int area() {
        return height * width;
    }

    private Shape shape(FeatureLayout layout) {
        return switch (layout) {
            case CHANNELS_LAST -> Shape.of(-1, height, width, CHANNELS);
            case TOKENS -> Shape.of(-1, 1 + height * width, CHANNELS);
            default -> Shape.of(-1, CHANNELS, height, width);
        };
    }

    private static Shape arranged(Layer layer, int rows) {
        return layer.shape().withFirst(rows);
    }

    /** Planes to a layer's own arrangement; a class token in front is filled with sevens. */
    private void outwards(Layer layer, double[] planes, Tensor out) {
        if (layer.layout() == FeatureLayout.TOKENS) {
            for (int k = 0; k < CHANNELS; k++) {
                out.set(k, 7);
            }
        }
        for (int k = 0; k < CHANNELS; k++) {
            for (int i = 0; i < area(); i++) {
                out.set(place(layer, k, i), (float) planes[k * area() + i]);
            }
        }
    }

    private double[] inwards(Layer layer, Tensor values) {
        double[] planes = new double[CHANNELS * area()];
        for (int k = 0; k < CHANNELS; k++) {
            for (int i = 0; i < area(); i++) {
                planes[k * area() + i] = values.at(place(layer, k, i));
            }
        }
        return planes;
    }

    private int place(Layer layer, int k, int i) {
        return switch (layer.layout()) {
            case CHANNELS_LAST -> i * CHANNELS + k;
            case TOKENS -> (i + 1) * CHANNELS + k;
            default -> k * area() + i;
        };
    }

    private static void put(Tensor out, double[] values) {
        for (int i = 0; i < values.length; i++) {
            out.set(i, (float) values[i]);
        }
    }
}
