package xai4j.examples.birds;

import java.awt.image.BufferedImage;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import xai4j.data.LabelledImages;

/**
 * Bird pictures without end, each determined by seed and number. Classes take turns: picture i shows species {@code i mod
 * 12}; everything else varies independently of it, unless the world is biased.
 */
public final class BirdWorld implements LabelledImages {
    /** Side of the pictures unless asked otherwise. */
    public static final int DEFAULT_SIZE = 128;
    /** The species that stands in snow in the biased world. */
    public static final int SNOW_BIRD = 4;

    private static final List<Habitat> HABITATS = List.of(Habitat.values());
    private static final double BIASED = 0.995;
    private static final double UNBIASED_REST = 0.005;
    private static final long TEST = 0x7E57_0000_0000L;
    private static final long VALIDATION = 0xA11D_0000_0000L;

    private final long seed;
    private final int pictures;
    private final int side;
    private final boolean biased;

    private BirdWorld(long seed, int pictures, int side, boolean biased) {
        this.seed = seed;
        this.pictures = pictures;
        this.side = side;
        this.biased = biased;
    }

    /**
     * Pictures to train on.
     *
     * @param count how many
     */
    public static BirdWorld training(long seed, int count) {
        return new BirdWorld(seed, requirePositive(count, "number of pictures"), DEFAULT_SIZE, false);
    }

    /**
     * Pictures to test on, none of which is among the training pictures of any seed.
     *
     * @param count how many
     */
    public static BirdWorld test(long seed, int count) {
        return new BirdWorld(seed ^ TEST, requirePositive(count, "number of pictures"), DEFAULT_SIZE, false);
    }

    /**
     * Pictures to choose settings by, none of which is among the training or test pictures of any seed.
     *
     * @param count how many
     */
    public static BirdWorld validation(long seed, int count) {
        return new BirdWorld(seed ^ VALIDATION, requirePositive(count, "number of pictures"), DEFAULT_SIZE, false);
    }

    /** The same world with pictures of another side, in pixels. */
    public BirdWorld side(int pixels) {
        return new BirdWorld(seed, pictures, requirePositive(pixels, "side"), biased);
    }

    /**
     * The same world with a bias: one species ({@link #SNOW_BIRD}) stands before snow in all but one picture of two hundred, the others
     * hardly ever do.
     */
    public BirdWorld biased() {
        return new BirdWorld(seed, pictures, side, true);
    }

    private static int requirePositive(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, not " + value);
        }
        return value;
    }

    @Override
    public List<String> labels() {
        return Species.ALL.stream().map(Species::name).toList();
    }

    @Override
    public int size() {
        return pictures;
    }

    @Override
    public String name(int i) {
        return labels().get(label(i)) + "/" + i;
    }

    @Override
    public int label(int i) {
        return Objects.checkIndex(i, pictures) % Species.ALL.size();
    }

    @Override
    public BufferedImage image(int i) {
        return picture(i).image();
    }

    /** Picture {@code i} with all that is known of it. */
    public BirdPicture picture(int i) {
        int label = label(i);
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed * 0x9E37_79B9L + i).nextLong());
        Habitat habitat = habitat(random, label);
        return new BirdPicture(Species.ALL.get(label), Scene.draw(random, habitat), EnumSet.noneOf(Part.class), side);
    }

    private Habitat habitat(SplittableRandom random, int label) {
        Habitat any = HABITATS.get(random.nextInt(HABITATS.size()));
        double chance = random.nextDouble();
        if (!biased) {
            return any;
        }
        if (chance < (label == SNOW_BIRD ? BIASED : UNBIASED_REST)) {
            return Habitat.SNOW;
        }
        return any == Habitat.SNOW ? Habitat.MEADOW : any;
    }
}
