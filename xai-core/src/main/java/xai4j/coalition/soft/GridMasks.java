package xai4j.coalition.soft;

/**
 * Coarse random grids enlarged bilinearly by a little more than needed and cut out at a place of their own, as in the paper: cell sizes
 * {@code ⌈H/s⌉} and {@code ⌈W/s⌉}, enlarged to {@code s + 1} cells, shifted by up to a cell.
 *
 * @param cells cells per side s
 */
public record GridMasks(int cells) implements SoftMasks {
    @Override
    public String name() {
        return "grid";
    }

    @Override
    public int limit() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Sized sized(int width, int height, double probability, long seed) {
        return new EnlargedGrids(cells, width, height, probability, seed);
    }
}
