package xai4j.anchors;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of regions and how surely it holds a prediction.
 *
 * @param regions ids of the regions, ascending; none when the prediction holds whatever is hidden
 * @param precision estimated probability that the prediction stays while these regions are kept and every other is kept
 *     or hidden by the toss of a coin
 * @param low lower confidence bound of the precision, valid however long was sampled; the precision itself when it was
 *     enumerated
 * @param high upper confidence bound
 * @param coverage share of all coalitions that contain these regions, {@code 2^−size}
 * @param confirmed whether the wanted precision was reached with the wanted confidence
 */
public record AnchorRule(
        List<Integer> regions, double precision, double low, double high, double coverage, boolean confirmed) {
    /** No anchor: the whole picture does not have what is to be held. */
    static final AnchorRule NOTHING = new AnchorRule(List.of(), 0, 0, 1, 1, false);

    /** Copies the list. */
    public AnchorRule {
        regions = List.copyOf(regions);
    }

    /** The rule of an anchor given by its bits, of so many regions. */
    static AnchorRule of(long[] anchor, int players, double precision, double low, double high, boolean confirmed) {
        List<Integer> regions = IntStream.range(0, players)
                .filter(player -> (anchor[player >> 6] >>> player & 1) != 0)
                .boxed()
                .toList();
        return new AnchorRule(regions, precision, low, high, Math.pow(2, -regions.size()), confirmed);
    }

    /** Whether there is no anchor, since the picture as it is does not have what was to be held. */
    public boolean isNone() {
        return equals(NOTHING);
    }

    /** In words: how many of the picture's regions hold it. */
    public String held(int count) {
        if (isNone()) {
            return "no regions hold it: it is not on top of the whole picture";
        }
        return regions.isEmpty() ? "no region is needed" : regions.size() + " of " + count + " regions hold it";
    }
}
