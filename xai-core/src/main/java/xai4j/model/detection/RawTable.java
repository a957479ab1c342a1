package xai4j.model.detection;

/**
 * Where the numbers of a detector's candidates lie in its raw outputs: field f of candidate c stands at {@code offset + (c / blockSize) ·
 * blockStep + (c % blockSize) · candidateStep + f · fieldStep}.
 *
 * @param offset position of the first field of the first candidate
 * @param candidateStep from a candidate to the next
 * @param fieldStep from a field to the next
 * @param blockSize candidates after which the next block begins: the cells of a map that holds several anchors' numbers one anchor after another
 * @param blockStep from a block to the next
 */
public record RawTable(int offset, int candidateStep, int fieldStep, int blockSize, int blockStep) {
    /** Candidates at one step. */
    public RawTable(int offset, int candidateStep, int fieldStep) {
        this(offset, candidateStep, fieldStep, Integer.MAX_VALUE, 0);
    }

    /** Candidates one after another, each with all its fields: {@code [N, F]}. */
    public static RawTable rows(int offset, int fields) {
        return new RawTable(offset, fields, 1);
    }

    /** Fields one after another, each for all candidates: {@code [F, N]}. */
    public static RawTable columns(int offset, int candidates) {
        return new RawTable(offset, 1, candidates);
    }

    /** Anchors one after another, each with its fields for all cells: {@code [A, F, cells]}. */
    public static RawTable anchors(int offset, int fields, int cells) {
        return new RawTable(offset, 1, cells, cells, fields * cells);
    }

    /** The same table from a later field on. */
    public RawTable from(int field) {
        return new RawTable(offset + field * fieldStep, candidateStep, fieldStep, blockSize, blockStep);
    }

    /** Position of a field. */
    public int at(int candidate, int field) {
        int own = offset + field * fieldStep;
        // a division would cost more than all the rest, and most tables have one block
        return candidate < blockSize
                ? own + candidate * candidateStep
                : own + candidate / blockSize * blockStep + candidate % blockSize * candidateStep;
    }
}
