package xai4j.coalition.soft;

/** Pieces of masks that are written whole. */
final class WrittenPieces implements SoftMasks.Pieces {
    private final SoftMasks.Sized masks;
    private final float[] mask;
    private int at;

    /**
     * Prepares.
     *
     * @param area pixels of a mask
     */
    WrittenPieces(SoftMasks.Sized masks, int area) {
        this.masks = masks;
        this.mask = new float[area];
    }

    @Override
    public void begin(int index) {
        masks.write(index, mask);
        at = 0;
    }

    @Override
    public void next(float[] piece) {
        System.arraycopy(mask, at, piece, 0, piece.length);
        at += piece.length;
    }
}
