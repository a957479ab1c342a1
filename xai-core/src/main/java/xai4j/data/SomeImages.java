package xai4j.data;

import java.awt.image.BufferedImage;
import java.util.List;

/** A choice of the images of a collection. */
record SomeImages(LabelledImages all, List<Integer> chosen) implements LabelledImages {
    @Override
    public List<String> labels() {
        return all.labels();
    }

    @Override
    public int size() {
        return chosen.size();
    }

    @Override
    public String name(int i) {
        return all.name(chosen.get(i));
    }

    @Override
    public int label(int i) {
        return all.label(chosen.get(i));
    }

    @Override
    public BufferedImage image(int i) {
        return all.image(chosen.get(i));
    }
}
