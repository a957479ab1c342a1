package xai4j.onnx.detection;

/** What a graph puts out for a blank picture: tells pixels from shares of the picture where nothing else does. */
@FunctionalInterface
public interface BlankRun {
    /**
     * The numbers of a value for a black picture.
     *
     * @throws xai4j.model.ModelException if the engine cannot run the graph
     */
    float[] numbers(String value);
}
