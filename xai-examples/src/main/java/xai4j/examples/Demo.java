package xai4j.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Scores;
import xai4j.render.Page;
import xai4j.tensor.Tensor;

/** The page of the demo: one bird by several methods, the truth beside it, and a model that looks at the wrong thing. */
final class Demo {
    private static final List<String> METHODS =
            List.of("grad-cam", "integrated-gradients", "lime", "kernel-shap", "rise", "anchors", "occlusion");
    /** These birds are painted in flat colours, which the mean of a region would only repeat. */
    private static final String FILL = "grey";

    private static final int SIDE = 512;
    private static final int PER_ROW = 4;

    private final Results results;
    private final PrintWriter lines;
    private final Path model;
    private final Path biased;
    private final Path bird;
    private final Path folder;

    Demo(Path folder, Results results, PrintWriter lines) {
        this.folder = folder;
        this.results = results;
        this.lines = lines;
        this.model = BirdSample.CNN.copyTo(folder);
        this.biased = BirdSample.BIASED_CNN.copyTo(folder);
        this.bird = BirdSample.FENNET.copyTo(folder);
    }

    Path model() {
        return model;
    }

    Path bird() {
        return bird;
    }

    BufferedImage page() {
        try (DifferentiableModel fair = open(model);
                DifferentiableModel hans = open(biased)) {
            Page page = rows(Page.titled("Why did the model say that?"), explained(fair));
            page = page.heading("Is it true? Leave a part out and ask again")
                    .row(List.of(
                            asked(fair, BirdSample.FENNET, "As it is"),
                            asked(fair, BirdSample.FENNET_WITHOUT_CROWN, "Without its crown"),
                            asked(fair, BirdSample.FENNET_WITHOUT_TAIL, "Without its tail")));
            page = page.heading("A clever Hans: this model saw barred tarrels only in snow")
                    .row(List.of(
                            asked(hans, BirdSample.TARREL_IN_MEADOW, "A spotted tarrel"),
                            shown(hans, BirdSample.TARREL_IN_MEADOW),
                            asked(hans, BirdSample.TARREL_IN_SNOW, "The same bird in snow"),
                            shown(hans, BirdSample.TARREL_IN_SNOW)))
                    .text("The same picture in snow, by the model that saw all birds everywhere:")
                    .row(List.of(
                            asked(fair, BirdSample.TARREL_IN_SNOW, "In snow"), shown(fair, BirdSample.TARREL_IN_SNOW)));
            return page.draw();
        }
    }

    private static DifferentiableModel open(Path file) {
        return Models.load(file, DifferentiableModel.class);
    }

    private List<Page.Cell> explained(DifferentiableModel fair) {
        PreparedImage image = fair.spec().prepare(Images.read(bird));
        List<Page.Cell> cells = new ArrayList<>(List.of(asked(fair, BirdSample.FENNET, "The picture")));
        for (String method : METHODS) {
            Explainer<?> explainer = Explainers.named(method, fair);
            if (explainer.options().describe().containsKey("fill")) {
                explainer = explainer.set("fill", FILL);
            }
            Explanation explanation = explainer.explain(image);
            lines.println(results.write(explanation, image));
            cells.add(new Page.Cell(drawn(explanation, image), method));
        }
        return cells;
    }

    private static Page rows(Page page, List<Page.Cell> cells) {
        Page longer = page;
        for (int start = 0; start < cells.size(); start += PER_ROW) {
            longer = longer.row(cells.subList(start, Math.min(start + PER_ROW, cells.size())));
        }
        return longer;
    }

    /** A picture and the two classes that a model takes it for. */
    private Page.Cell asked(DifferentiableModel asked, BirdSample sample, String title) {
        PreparedImage image = prepared(asked, sample);
        Tensor probabilities = Scores.softmax(asked.predict(image.batch()));
        float[] sure = probabilities.row(0).toArray();
        int[] top = Target.top(2).resolve(sure, asked.spec().labels());
        return new Page.Cell(
                Images.resized(image.picture(), SIDE, SIDE, Interpolation.BILINEAR),
                String.format(
                        Locale.ROOT,
                        "%s: %s %.0f %%, %s %.0f %%",
                        title,
                        asked.spec().label(top[0]),
                        100 * sure[top[0]],
                        asked.spec().label(top[1]),
                        100 * sure[top[1]]));
    }

    /** Where a model looks when it names its first class. */
    private Page.Cell shown(DifferentiableModel asked, BirdSample sample) {
        PreparedImage image = prepared(asked, sample);
        SaliencyMap map = Explainers.gradCam(asked).explain(image);
        return new Page.Cell(
                drawn(map, image),
                "grad-cam: where it sees a " + map.targets().get(0).label());
    }

    private static BufferedImage drawn(Explanation explanation, PreparedImage image) {
        BufferedImage picture = explanation.render().withoutLegend().overlay(image.picture());
        return picture.getWidth() == image.picture().getWidth()
                ? Images.resized(picture, SIDE, SIDE, Interpolation.BILINEAR)
                : picture;
    }

    private PreparedImage prepared(DifferentiableModel asked, BirdSample sample) {
        return asked.spec().prepare(Images.read(sample.copyTo(folder)));
    }
}
