package xai4j.render;

/** Colours for numbers. */
public enum ColorMap {
    /** Google's Turbo: dark blue over green to dark red, for positive maps. */
    TURBO {
        @Override
        public int sequential(double t) {
            double r = polynomial(t, 0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943);
            double g = polynomial(t, 0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604);
            double b = polynomial(t, 0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973);
            return rgb(r, g, b);
        }
    },
    /** Matplotlib's viridis: dark violet over green to yellow, evenly bright steps. */
    VIRIDIS {
        @Override
        public int sequential(double t) {
            return between(t, VIRIDIS_STOPS);
        }
    },
    /** The rainbow of old. */
    JET {
        @Override
        public int sequential(double t) {
            return rgb(1.5 - Math.abs(4 * t - 3), 1.5 - Math.abs(4 * t - 2), 1.5 - Math.abs(4 * t - 1));
        }
    },
    /** Blue over white to orange-red: the sign is readable for the colour-blind; zero is white. */
    DIVERGING {
        @Override
        public int sequential(double t) {
            return between(0.5 + t / 2, DIVERGING_STOPS);
        }

        @Override
        public int signed(double t) {
            return between(0.5 + t / 2, DIVERGING_STOPS);
        }
    },
    /** Red over white to green, as LIME's users know it; not readable for everybody. */
    RED_GREEN {
        @Override
        public int sequential(double t) {
            return between(0.5 + t / 2, RED_GREEN_STOPS);
        }

        @Override
        public int signed(double t) {
            return between(0.5 + t / 2, RED_GREEN_STOPS);
        }
    };

    private static final int[] VIRIDIS_STOPS = {
        0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725
    };
    private static final int[] DIVERGING_STOPS = {
        0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xFFFFFF, 0xFDB863, 0xE66101, 0xB2340B, 0x6B1503
    };
    private static final int[] RED_GREEN_STOPS = {0x8B0000, 0xD73027, 0xFC8D7A, 0xFFFFFF, 0x91D98B, 0x1A9850, 0x00501F};

    /** Colour of a number in [0, 1], as 0xRRGGBB. */
    public abstract int sequential(double t);

    /**
     * Colour of a number in [−1, 1], zero in the middle, as 0xRRGGBB; maps without a neutral middle are stretched over the
     * whole range.
     */
    public int signed(double t) {
        return sequential(clip(t * 0.5 + 0.5));
    }

    private static double clip(double t) {
        return Math.max(0, Math.min(1, t));
    }

    private static int between(double t, int[] stops) {
        double at = clip(t) * (stops.length - 1);
        int low = Math.min((int) at, stops.length - 2);
        double part = at - low;
        return rgb(
                mix(stops[low] >> 16, stops[low + 1] >> 16, part),
                mix(stops[low] >> 8, stops[low + 1] >> 8, part),
                mix(stops[low], stops[low + 1], part));
    }

    private static double mix(int from, int to, double part) {
        return ((from & 0xFF) * (1 - part) + (to & 0xFF) * part) / 255;
    }

    private static double polynomial(double t, double... coefficients) {
        double x = clip(t);
        double value = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            value = value * x + coefficients[i];
        }
        return value;
    }

    private static int rgb(double red, double green, double blue) {
        return component(red) << 16 | component(green) << 8 | component(blue);
    }

    private static int component(double value) {
        return (int) Math.rint(clip(value) * 255);
    }
}
