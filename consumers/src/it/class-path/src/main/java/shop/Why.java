package shop;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.image.Images;
import xai4j.json.ExplanationJson;
import xai4j.model.Model;

/** Explains a photograph with five methods, each of another family, and fails when one of them says nothing. */
public final class Why {
    private static final List<String> METHODS =
            List.of("lime", "kernel-shap", "grad-cam", "integrated-gradients", "rise");

    private Why() {}

    public static void main(String[] arguments) throws IOException {
        BufferedImage photograph = Images.read(Path.of(arguments[1]));
        try (Model model = Models.load(Path.of(arguments[0]))) {
            for (String method : METHODS) {
                Explanation why = Explainers.named(method, model).explain(photograph);
                int pixels = why.render().overlay(photograph).getWidth();
                int characters = ExplanationJson.write(why).length();
                System.out.println(method + ": " + why.targets() + ", " + pixels + " pixels wide, JSON " + characters);
            }
        }
        if (!Provenance.libraryVersion().equals(arguments[2])) {
            throw new IllegalStateException("this is version " + Provenance.libraryVersion() + ", not " + arguments[2]);
        }
    }
}
