package xai4j.djl.export;

import ai.djl.ndarray.NDArray;

/** A block of one's own that knows how it is written as ONNX. */
public interface OnnxExportable {
    /**
     * Writes the nodes that compute what the block computes in inference.
     *
     * @param nodes takes the nodes
     * @param input name of the value that holds the block's input
     * @param example the block's input for two pictures of noise, for its shape
     * @return name of the value that holds the block's (first) output
     */
    String export(OnnxNodes nodes, String input, NDArray example);
}
