package xai4j.onnx;

import xai4j.onnx.graph.GraphAnatomy;
import xai4j.tensor.Shape;

/**
 * How a network is fed with images to score.
 *
 * @param batch images per run
 * @param threads runs at once
 */
record ExecutionPolicy(int batch, int threads) {
    private static final int GPU_BATCH = 32;

    /** On a GPU one run is prepared while another computes. */
    private static final int GPU_RUNS = 2;

    /** One image per run and core on a CPU, many images per run on a GPU. */
    static ExecutionPolicy standard(boolean gpu) {
        return gpu
                ? new ExecutionPolicy(GPU_BATCH, GPU_RUNS)
                : new ExecutionPolicy(1, Runtime.getRuntime().availableProcessors());
    }

    /** As many images per run as the network takes: its fixed number, or one if its scores do not grow with the batch. */
    ExecutionPolicy fitting(OnnxImageInput port, GraphAnatomy anatomy) {
        int fixed = port.input().batch();
        boolean grows = anatomy.shapes()
                .shape(anatomy.scores())
                .filter(shape -> shape.rank() > 0 && shape.dim(0) == Shape.DYNAMIC)
                .isPresent();
        return new ExecutionPolicy(fixed > 0 ? fixed : grows ? batch : 1, threads);
    }

    /** With another number of threads; 0 is no wish. */
    ExecutionPolicy withThreads(int wanted) {
        return wanted > 0 ? new ExecutionPolicy(batch, wanted) : this;
    }
}
