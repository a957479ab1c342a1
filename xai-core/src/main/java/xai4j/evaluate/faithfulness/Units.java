package xai4j.evaluate.faithfulness;

/** What is hidden at once. */
enum Units {
    /** Single pixels of the model's input. */
    PIXELS,
    /** The cells of a map at its own resolution, of a layer say. */
    CELLS,
    /** Regions. */
    REGIONS
}
