package xai4j.model.detection;

/**
 * Where the numbers of a detector's candidates lie in its raw outputs: field f of candidate c stands at {@code offset + c ·
 * candidateStep + f · fieldStep}.
 *
 * @param offset position of the first field of the first candidate
 * @param candidateStep from a candidate to the next
 * @param fieldStep from a field to the next
 */
public record RawTable(int offset, int candidateStep, int fieldStep) {
    /** Candidates one after another, each with all its fields: {@code [N, F]}. */
    public static RawTable rows(int offset, int fields) {
        return new RawTable(offset, fields, 1);
    }

    /** Fields one after another, each for all candidates: {@code [F, N]}. */
    public static RawTable columns(int offset, int candidates) {
        return new RawTable(offset, 1, candidates);
    }

    /** The same table from a later field on. */
    public RawTable from(int field) {
        return new RawTable(offset + field * fieldStep, candidateStep, fieldStep);
    }

    /** Position of a field. */
    public int at(int candidate, int field) {
        return offset + candidate * candidateStep + field * fieldStep;
    }
}
