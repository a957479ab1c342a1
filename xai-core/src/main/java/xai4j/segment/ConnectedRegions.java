package xai4j.segment;

import java.util.Arrays;

/** Makes regions 4-connected. */
final class ConnectedRegions {
    private final int width;
    private final int height;
    private final int[] labels;
    private final int[] pieces;
    private final int[] queue;
    private int[] sizes = new int[64];
    private int count;

    private ConnectedRegions(int width, int height, int[] labels) {
        this.width = width;
        this.height = height;
        this.labels = labels;
        this.pieces = new int[labels.length];
        this.queue = new int[labels.length];
        Arrays.fill(pieces, -1);
        for (int at = 0; at < labels.length; at++) {
            if (pieces[at] < 0) {
                flood(at);
            }
        }
    }

    /** Every 4-connected piece of a label becomes a region of its own. */
    static Segmentation everyPiece(int width, int height, int[] labels) {
        ConnectedRegions regions = new ConnectedRegions(width, height, labels);
        return Segmentation.of(width, height, regions.pieces);
    }

    /** Each label keeps its largest piece; the others are taken over by the neighbours that surround them. */
    static Segmentation largestPieces(int width, int height, int[] labels) {
        ConnectedRegions regions = new ConnectedRegions(width, height, labels);
        return regions.merged(regions.largest());
    }

    /** Every piece of at least a size stays; smaller ones join a neighbour. */
    static Segmentation atLeast(int minSize, int width, int height, int[] labels) {
        ConnectedRegions regions = new ConnectedRegions(width, height, labels);
        boolean[] kept = new boolean[regions.count];
        int biggest = 0;
        for (int piece = 0; piece < kept.length; piece++) {
            kept[piece] = regions.sizes[piece] >= minSize;
            biggest = regions.sizes[piece] > regions.sizes[biggest] ? piece : biggest;
        }
        kept[biggest] = true;
        return regions.merged(kept);
    }

    private void flood(int start) {
        int piece = count++;
        if (piece == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * piece);
        }
        int label = labels[start];
        int head = 0;
        int tail = 0;
        queue[tail++] = start;
        pieces[start] = piece;
        while (head < tail) {
            int at = queue[head++];
            int x = at % width;
            tail = x > 0 ? visit(at - 1, label, piece, tail) : tail;
            tail = x < width - 1 ? visit(at + 1, label, piece, tail) : tail;
            tail = at >= width ? visit(at - width, label, piece, tail) : tail;
            tail = at < width * (height - 1) ? visit(at + width, label, piece, tail) : tail;
        }
        sizes[piece] = tail;
    }

    private int visit(int at, int label, int piece, int tail) {
        if (pieces[at] >= 0 || labels[at] != label) {
            return tail;
        }
        pieces[at] = piece;
        queue[tail] = at;
        return tail + 1;
    }

    private boolean[] largest() {
        int labelCount = Arrays.stream(labels).max().orElse(0) + 1;
        int[] best = new int[labelCount];
        Arrays.fill(best, -1);
        for (int at = 0; at < labels.length; at++) {
            int champion = best[labels[at]];
            if (champion < 0 || sizes[pieces[at]] > sizes[champion]) {
                best[labels[at]] = pieces[at];
            }
        }
        boolean[] kept = new boolean[count];
        for (int piece : best) {
            if (piece >= 0) {
                kept[piece] = true;
            }
        }
        return kept;
    }

    /** Lets kept pieces grow over the others, ring by ring; a pixel goes to the first kept neighbour in a fixed order. */
    private Segmentation merged(boolean[] kept) {
        int[] result = new int[pieces.length];
        int tail = 0;
        for (int at = 0; at < result.length; at++) {
            result[at] = kept[pieces[at]] ? pieces[at] : -1;
            if (result[at] >= 0) {
                queue[tail++] = at;
            }
        }
        for (int head = 0; head < tail; head++) {
            int at = queue[head];
            int x = at % width;
            tail = x > 0 ? claim(result, at - 1, result[at], tail) : tail;
            tail = x < width - 1 ? claim(result, at + 1, result[at], tail) : tail;
            tail = at >= width ? claim(result, at - width, result[at], tail) : tail;
            tail = at < width * (height - 1) ? claim(result, at + width, result[at], tail) : tail;
        }
        return Segmentation.of(width, height, result);
    }

    private int claim(int[] result, int at, int region, int tail) {
        if (result[at] >= 0) {
            return tail;
        }
        result[at] = region;
        queue[tail] = at;
        return tail + 1;
    }
}
