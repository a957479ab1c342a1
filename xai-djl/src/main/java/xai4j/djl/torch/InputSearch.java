package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.ModelException;
import xai4j.model.backend.BatchChecks;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Finds the input of a network whose file does not tell it: noise of likely shapes is run until one passes. */
final class InputSearch {
    private static final int[] USUAL_SIZES = {
        224, 32, 28, 64, 96, 128, 227, 256, 299, 384, 48, 160, 192, 240, 260, 300, 331, 380, 448, 512
    };
    private static final int LARGEST = 1024;
    /** Most channels of an image whose last axis may hold them. */
    private static final int FEW = 4;

    private final TorchSession session;
    private final boolean oneByOne;
    private final List<ModelException> complaints = new ArrayList<>();

    private InputSearch(TorchSession session, boolean oneByOne) {
        this.session = session;
        this.oneByOne = oneByOne;
    }

    /** An input that passed, the noise that was run, and what the probe answered. */
    record Found(ImageInput input, Tensor noise, Map<String, Tensor> answers) {
        private int[] extents(String answer) {
            Tensor sizes = answers.getOrDefault(answer, Tensor.zeros(Shape.of(1)));
            int[] extents = new int[sizes.size()];
            for (int axis = 0; axis < extents.length; axis++) {
                extents[axis] = (int) sizes.at(axis);
            }
            return extents;
        }

        /**
         * Patches that do not overlap leave a remainder of an image that is too large for them; this is the input without it,
         * or the same input.
         */
        ImageInput withoutRemainder() {
            int[] weight = extents("first:weight");
            int[] output = extents("first:output");
            if (weight.length != 4 || output.length != 4 || weight[2] < 2 || weight[3] < 2) {
                return input;
            }
            boolean patches = output[2] == input.height() / weight[2] && output[3] == input.width() / weight[3];
            return patches ? input.withSize(output[2] * weight[2], output[3] * weight[3]) : input;
        }
    }

    /**
     * Finds an input.
     *
     * @param given {@code [H, W]}, or the shape of one image in the model's own layout or with the channels first; tried
     *     first
     * @param likely height and width to try next
     * @param oneByOne whether the network sees one picture at a time
     * @throws ModelException if nothing passes; the message holds the engine's complaint about the first
     */
    static Found find(TorchSession session, Optional<Shape> given, int likely, boolean oneByOne) {
        InputSearch search = new InputSearch(session, oneByOne);
        Found found = given.isPresent() ? search.given(given.get()) : null;
        if (found == null) {
            found = search.usual(likely);
        }
        if (found == null) {
            found = search.estimated(likely);
        }
        if (found == null) {
            found = new FewerAxes(session, search::attempt).find(given, likely, USUAL_SIZES);
        }
        if (found == null) {
            throw search.failure(given);
        }
        return found;
    }

    private ModelException failure(Optional<Shape> given) {
        ModelException first = complaints.stream()
                .filter(e -> !hints(e).speaksOfChannels())
                .findFirst()
                .orElse(complaints.get(0));
        if (String.valueOf(first.getMessage()).contains("ouble")) {
            return new ModelException(
                    "its constants are float64; export it with model.float(); " + first.getMessage(), first);
        }
        String what = given.map(shape -> "an input of " + shape + " does not fit, nor does a usual size")
                .orElse("no usual input size fits; give it with --input-size HxW (LoadOptions.withInputSize)");
        return new ModelException(what + "; " + first.getMessage(), first);
    }

    private @Nullable Found given(Shape shape) {
        if (shape.rank() == 2) {
            return ofSize(shape.dim(0), shape.dim(1));
        }
        int[] dims = shape.dims();
        boolean last = dims[2] <= FEW && dims[0] > FEW;
        ImageInput asItIs = last
                ? new ImageInput(ImageLayout.NHWC, dims[2], dims[0], dims[1], Shape.DYNAMIC)
                : new ImageInput(ImageLayout.NCHW, dims[0], dims[1], dims[2], Shape.DYNAMIC);
        Found found = inAnyBatch(asItIs);
        return found != null || last
                ? found
                : inAnyBatch(new ImageInput(ImageLayout.NHWC, dims[0], dims[1], dims[2], Shape.DYNAMIC));
    }

    private @Nullable Found usual(int likely) {
        Set<Integer> sizes = new LinkedHashSet<>(List.of(likely));
        for (int size : USUAL_SIZES) {
            sizes.add(size);
        }
        for (int size : sizes) {
            Found found = ofSize(size, size);
            if (found != null) {
                Found better = inAnyBatch(found.withoutRemainder());
                return better == null ? found : better;
            }
        }
        return null;
    }

    /** Goes by what the engine says of the number of values, as that grows with the square of the size. */
    private @Nullable Found estimated(int start) {
        int small = 0;
        int large = LARGEST;
        int size = start;
        while (size > small && size < large) {
            Found found = ofSize(size, size);
            OptionalDouble growth = lastHints().growth();
            if (found != null || growth.isEmpty()) {
                return found;
            }
            if (growth.getAsDouble() > 1) {
                small = size;
            } else {
                large = size;
            }
            int next = (int) Math.round(size * Math.sqrt(growth.getAsDouble()));
            size = next > small && next < large ? next : (small + large) / 2;
        }
        return null;
    }

    /** Tries pictures of a size; when the engine names other channels, tries with those, at the place where it looked. */
    private @Nullable Found ofSize(int height, int width) {
        for (int batch : new int[] {Shape.DYNAMIC, 1}) {
            ImageInput colours = new ImageInput(ImageLayout.NCHW, 3, height, width, batch);
            Found found = attempt(colours);
            Optional<EngineErrorHints.Channels> channels =
                    found == null ? lastHints().channels(colours) : Optional.empty();
            if (channels.isPresent()) {
                found = other(colours, channels.get()).map(this::attempt).orElse(null);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The input with its channels where they were looked for; none where part of them was, as by a network that picks some bands of many. */
    private static Optional<ImageInput> other(ImageInput input, EngineErrorHints.Channels channels) {
        if (channels.got() != input.channels() && channels.got() != input.width()) {
            return Optional.empty();
        }
        ImageLayout layout = channels.got() == input.channels() ? ImageLayout.NCHW : ImageLayout.NHWC;
        return Optional.of(new ImageInput(layout, channels.wanted(), input.height(), input.width(), input.batch()));
    }

    private @Nullable Found inAnyBatch(ImageInput input) {
        Found found = attempt(input);
        return found != null || input.batch() == 1
                ? found
                : attempt(new ImageInput(input.layout(), input.channels(), input.height(), input.width(), 1));
    }

    /** Runs two images, or the only one that a batch may hold. */
    private @Nullable Found attempt(ImageInput wanted) {
        ImageInput input = oneByOne
                ? new ImageInput(wanted.layout(), wanted.channels(), wanted.height(), wanted.width(), 1)
                : wanted;
        Tensor noise = BatchChecks.noise(input.batchShape(input.batch() == 1 ? 1 : 2));
        try {
            return new Found(input, noise, session.run(noise, TorchProbe.request(ScoreEnd.UNKNOWN)));
        } catch (LoopTimeException e) {
            throw e;
        } catch (ModelException e) {
            complaints.add(e);
            return null;
        }
    }

    private EngineErrorHints lastHints() {
        return hints(complaints.get(complaints.size() - 1));
    }

    private static EngineErrorHints hints(ModelException e) {
        return new EngineErrorHints(String.valueOf(e.getMessage()));
    }
}
