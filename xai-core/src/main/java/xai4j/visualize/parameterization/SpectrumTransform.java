package xai4j.visualize.parameterization;

import xai4j.visualize.parameterization.ColumnTransform.Complex;

/**
 * The transform from the scaled half spectrum of an RGB picture, {@code [3, H, W/2 + 1, 2]}, to its planes, and the transpose.
 * Both go over the columns and over the rows, and each of these passes has two halves that may be done at the same time.
 *
 * <p>The planes are in {@link #rows}, turned, for each half: element x holds column x of the red plane's rows of that half, then
 * the green one's, then the blue one's. Rows go in pairs: the real part holds row y, the imaginary part row y + (H + 1) / 2.
 */
final class SpectrumTransform {
    static final int HALVES = 2;
    static final int CHANNELS = 3;

    private final int height;
    private final int width;
    private final int columns;
    private final int pairs;
    private final float[] scale;
    private final ColumnTransform[] alongColumns = new ColumnTransform[HALVES];
    private final ColumnTransform[] alongRows = new ColumnTransform[HALVES];

    /**
     * Makes a transform, with its working memory.
     *
     * @param scale factors of the spectrum {@code [H, W/2 + 1]}
     */
    SpectrumTransform(int height, int width, float[] scale) {
        this.height = height;
        this.width = width;
        this.columns = width / 2 + 1;
        this.pairs = (height + 1) / 2;
        this.scale = scale;
        for (int half = 0; half < HALVES; half++) {
            alongColumns[half] = new ColumnTransform(height, CHANNELS * columns(half));
            alongRows[half] = new ColumnTransform(width, CHANNELS * pairs(half));
        }
    }

    private static int begin(int size, int half) {
        return size * half / HALVES;
    }

    private int columns(int half) {
        return begin(columns, half + 1) - begin(columns, half);
    }

    /** How many pairs of rows a half has. */
    int pairs(int half) {
        return begin(pairs, half + 1) - begin(pairs, half);
    }

    /** The upper row of a pair of a half. */
    int upper(int half, int pair) {
        return begin(pairs, half) + pair;
    }

    /** The lower row of a pair of a half; may be one below the picture. */
    int lower(int half, int pair) {
        return begin(pairs, half) + pair + pairs;
    }

    /** A half of the planes, once {@link #rowsOf} is done; to be filled before {@link #spectrumOfRows}. */
    Complex rows(int half) {
        return alongRows[half].values();
    }

    /** First pass: a half of the columns of the scaled spectrum. */
    void columnsOf(float[] spectrum, int half) {
        int count = columns(half);
        Complex values = alongColumns[half].values();
        for (int y = 0; y < height; y++) {
            float[] re = values.re[y];
            float[] im = values.im[y];
            for (int c = 0; c < CHANNELS; c++) {
                int at = y * columns + begin(columns, half);
                int from = 2 * (c * height * columns + at);
                for (int i = c * count; i < (c + 1) * count; i++, at++, from += 2) {
                    re[i] = spectrum[from] * scale[at];
                    im[i] = spectrum[from + 1] * scale[at];
                }
            }
        }
        alongColumns[half].inverse();
    }

    /** Second pass: a half of the rows. */
    void rowsOf(int half) {
        for (int x = 0; x < columns; x++) {
            spread(x, half);
        }
        alongRows[half].inverse();
    }

    /** Makes of column x of two half spectra that of one plus i times the other, and its mirror image. */
    private void spread(int x, int half) {
        int side = x < begin(columns, 1) ? 0 : 1;
        Complex spectrum = alongColumns[side].values();
        Complex rows = rows(half);
        boolean own = isItsOwnMirror(x);
        float[] re = rows.re[x];
        float[] im = rows.im[x];
        float[] mirrorRe = rows.re[own ? x : width - x];
        float[] mirrorIm = rows.im[own ? x : width - x];
        int count = pairs(half);
        for (int c = 0; c < CHANNELS; c++) {
            int column = c * columns(side) + x - begin(columns, side);
            for (int pair = 0; pair < count; pair++) {
                int upper = upper(half, pair);
                int lower = lower(half, pair);
                float upperRe = spectrum.re[upper][column];
                float upperIm = own ? 0 : spectrum.im[upper][column];
                float lowerRe = lower < height ? spectrum.re[lower][column] : 0;
                float lowerIm = own || lower == height ? 0 : spectrum.im[lower][column];
                int i = c * count + pair;
                mirrorRe[i] = upperRe + lowerIm;
                mirrorIm[i] = lowerRe - upperIm;
                re[i] = upperRe - lowerIm;
                im[i] = upperIm + lowerRe;
            }
        }
    }

    /** First pass of the transpose: a half of the rows. */
    void spectrumOfRows(int half) {
        alongRows[half].forward();
    }

    /** Second pass of the transpose: a half of the columns, scaled, into a spectrum. */
    void spectrumOfColumns(float[] spectrum, int half) {
        int count = columns(half);
        for (int i = 0; i < count; i++) {
            for (int rows = 0; rows < HALVES; rows++) {
                gather(i, half, rows);
            }
        }
        alongColumns[half].forward();
        Complex values = alongColumns[half].values();
        for (int y = 0; y < height; y++) {
            float[] re = values.re[y];
            float[] im = values.im[y];
            for (int c = 0; c < CHANNELS; c++) {
                int at = y * columns + begin(columns, half);
                int to = 2 * (c * height * columns + at);
                for (int i = c * count; i < (c + 1) * count; i++, at++, to += 2) {
                    spectrum[to] = re[i] * scale[at];
                    spectrum[to + 1] = im[i] * scale[at];
                }
            }
        }
    }

    /** The transpose of {@link #spread}: a column stands for its mirror image too. */
    private void gather(int number, int side, int half) {
        int x = begin(columns, side) + number;
        Complex spectrum = alongColumns[side].values();
        Complex rows = rows(half);
        boolean own = isItsOwnMirror(x);
        float[] re = rows.re[x];
        float[] im = rows.im[x];
        float[] mirrorRe = rows.re[own ? x : width - x];
        float[] mirrorIm = rows.im[own ? x : width - x];
        float share = own ? 0.5f : 1;
        int count = pairs(half);
        for (int c = 0; c < CHANNELS; c++) {
            int column = c * columns(side) + number;
            for (int pair = 0; pair < count; pair++) {
                int upper = upper(half, pair);
                int lower = lower(half, pair);
                int i = c * count + pair;
                spectrum.re[upper][column] = share * (re[i] + mirrorRe[i]);
                spectrum.im[upper][column] = own ? 0 : im[i] - mirrorIm[i];
                if (lower < height) {
                    spectrum.re[lower][column] = share * (im[i] + mirrorIm[i]);
                    spectrum.im[lower][column] = own ? 0 : mirrorRe[i] - re[i];
                }
            }
        }
    }

    /** Whether a column has no other that is its complex conjugate; of such a one only the real part counts. */
    private boolean isItsOwnMirror(int x) {
        return x == 0 || 2 * x == width;
    }
}
