package xai4j.examples;

import xai4j.onnx.train.FrozenFeatures;

/**
 * What is known of the same pictures before layers of a pretrained network are tuned.
 *
 * @param last features of the last map, for the head or for patches
 * @param below maps of the layer above which is trained
 */
record TunedFeatures(FrozenFeatures last, FrozenFeatures below) {
    /** Those of some pictures. */
    TunedFeatures only(int... pictures) {
        return new TunedFeatures(last.only(pictures), below.only(pictures));
    }

    /**
     * Those of a part of the pictures, or of all others.
     *
     * @param inside whether the part itself is meant
     */
    TunedFeatures part(int part, int parts, boolean inside) {
        return only(last.part(part, parts, inside));
    }
}
