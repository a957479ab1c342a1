package xai4j.djl.torch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.detection.TorchDetections.Section;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelException;
import xai4j.model.backend.AffineMap;
import xai4j.model.backend.BatchChecks;
import xai4j.model.backend.NetworkTail;
import xai4j.model.backend.PooledHead;
import xai4j.model.backend.SpatialLayers;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Finds the end of a network by its numbers rather than by its names: the layer whose pooled values are the input of the
 * last affine map, or the logits themselves.
 */
final class TorchHead {
    /** Maps behind the shared ones belong to branches; more than these are no detector's. */
    private static final int MOST_MAPS = 60;

    /** Numbers of each output that are asked which maps they hang on. */
    private static final int LOOKED_AT = 6;

    private static final int SIDES = 4;

    private final TorchProbe probe;
    private final List<Layer> layers;

    TorchHead(TorchProbe probe, List<Layer> layers) {
        this.probe = probe;
        this.layers = layers;
    }

    /** The last feature maps with more than one position; of token sequences the last whose patches all matter. */
    Optional<Layer> lastSpatial() {
        Layer last = SpatialLayers.last(layers).orElse(null);
        Layer tokens = lastTokens();
        return Optional.ofNullable(tokens == null || comesLater(last, tokens) ? last : tokens);
    }

    /**
     * Of a detector the last map on which boxes and scores of all its objects hang: what is behind it belongs to one of its branches. Some numbers of each
     * output are looked at, one after the other.
     *
     * @param sections where the numbers of each output stand in the row of a picture
     * @return empty where noise does not tell, as nothing was found in it
     */
    Optional<Layer> lastShared(List<Section> sections) {
        List<Layer> maps = SpatialLayers.backwards(layers).stream()
                .filter(layer -> layer.shape().rank() == 4)
                .limit(MOST_MAPS)
                .toList();
        List<Layer> shared = maps;
        try {
            for (Section section : sections) {
                for (int place : places(section)) {
                    List<Layer> told = mattering(maps, place);
                    if (!told.isEmpty()) {
                        shared = shared.stream().filter(told::contains).toList();
                    }
                }
            }
        } catch (LoopTimeException e) {
            throw e;
        } catch (ModelException e) {
            return Optional.empty();
        }
        return shared.size() == maps.size() ? Optional.empty() : shared.stream().findFirst();
    }

    /** A few numbers of the first picture of noise that are not zero, evenly spread, of boxes by turns each side. */
    private List<Integer> places(Section section) {
        Tensor scores = probe.answers().get("scores");
        List<Integer> filled = scores == null
                ? List.of()
                : IntStream.range(section.from(), section.to())
                        .filter(i -> scores.at(i) != 0)
                        .boxed()
                        .toList();
        int count = Math.min(LOOKED_AT, filled.size());
        return IntStream.range(0, count)
                .mapToObj(i -> filled.get(Math.min(filled.size() - 1, i * filled.size() / count + i % SIDES)))
                .toList();
    }

    /** The maps on which a number hangs. */
    private List<Layer> mattering(List<Layer> maps, int place) {
        Tensor weights = Tensor.zeros(Shape.of(probe.noise().shape().dim(0), probe.classes()));
        weights.set(place, 1);
        TorchRequest request =
                new TorchRequest(TapeCode.OUTPUT, probe.end()).backward(TapeCode.PLAIN_GRADIENT, weights, null);
        maps.forEach(map -> request.layer(map.name(), TapeCode.GRADIENT));
        Map<String, Tensor> gradients = probe.session().run(probe.noise(), request);
        return maps.stream()
                .filter(map -> {
                    Tensor gradient = gradients.get("gradient:" + map.name());
                    return gradient != null && !isZero(gradient);
                })
                .toList();
    }

    private boolean comesLater(@Nullable Layer layer, Layer than) {
        return layer != null && layers.indexOf(layer) > layers.indexOf(than);
    }

    /**
     * The last output of a block (not of one of PyTorch's own layers, which have no parts) whose gradient is not zero at
     * any token: after the last attention only the class token counts.
     */
    private @Nullable Layer lastTokens() {
        List<Layer> blocks = layers.stream()
                .filter(layer -> layer.layout() == FeatureLayout.TOKENS && hasParts(layer))
                .toList();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (everyTokenMatters(blocks.get(i))) {
                return blocks.get(i);
            }
        }
        return null;
    }

    private boolean hasParts(Layer layer) {
        return layers.stream().anyMatch(other -> other.name().startsWith(layer.name() + "."));
    }

    private boolean everyTokenMatters(Layer layer) {
        Tensor weights = Tensor.zeros(Shape.of(probe.noise().shape().dim(0), probe.classes()));
        for (int row = 0; row < weights.shape().dim(0); row++) {
            weights.set(row * probe.classes(), 1f);
        }
        TorchRequest request = new TorchRequest(TapeCode.LOGITS, probe.end())
                .layer(layer.name(), TapeCode.GRADIENT)
                .backward(TapeCode.PLAIN_GRADIENT, weights, null);
        Tensor gradient;
        try {
            gradient = probe.session().run(probe.noise(), request).get("gradient:" + layer.name());
        } catch (LoopTimeException e) {
            throw e;
        } catch (ModelException e) {
            return false;
        }
        if (gradient == null || gradient.shape().rank() != 3) {
            return false;
        }
        Tensor first = gradient.row(0);
        for (int token = 0; token < first.shape().dim(0); token++) {
            if (isZero(first.row(token))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (tensor.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The pooling and linear map at the end, when the network has that form. */
    Optional<LinearHead> linear() {
        TorchRequest request = new TorchRequest(TapeCode.LOGITS, probe.end());
        List<Layer> maps = SpatialLayers.backwards(layers);
        PooledHead.candidates(maps).forEach(layer -> request.layer(layer.name(), TapeCode.VALUE));
        Map<String, Tensor> values = probe.session().run(probe.noise(), request);
        Tensor logits = values.get("scores");
        return logits == null
                ? Optional.empty()
                : tail(logits)
                        .flatMap(tail -> PooledHead.find(maps, layer -> values.get("value:" + layer.name()), tail));
    }

    private Optional<NetworkTail> tail(Tensor logits) {
        Tensor input = probe.answers().get("affine:input");
        Tensor output = probe.answers().get("affine:output");
        Tensor weight = probe.answers().get("affine:weight");
        Tensor bias = probe.answers().get("affine:bias");
        if (input == null
                || output == null
                || weight == null
                || bias == null
                || !output.shape().equals(logits.shape())
                || !PooledHead.isClose(output, logits)) {
            return NetworkTail.ofClassMaps(logits);
        }
        return Optional.of(new NetworkTail(
                BatchChecks.rows(input, logits.shape().dim(0)),
                AffineMap.of(weight.reshape(Shape.of(bias.size(), input.shape().dim(1))), bias),
                logits));
    }
}
