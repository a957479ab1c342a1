package xai4j.examples.serve.web;

import java.util.Map;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.http.HttpService;

/** The pages at {@code /}, and what they ask for. */
public final class WebApplication {
    private WebApplication() {}

    /**
     * Adds the application to a service that has not started.
     *
     * @param examples pictures to begin with, by name
     */
    public static void addTo(HttpService service, ModelShelf shelf, Map<String, Example> examples) {
        Pictures pictures = new Pictures(examples, service.inference(), service.worker());
        pictures.addTo(service.routes());
        new StaticFiles().addTo(service.routes());
        // a page shows reasons at once; drawn examples are flat, and the mean of a region would only repeat them
        Map<String, String> starting =
                examples.isEmpty() ? Map.of("because", "true") : Map.of("because", "true", "fill", "grey");
        new ModelCards(shelf, pictures, service.worker(), starting).addTo(service.routes());
        new ExplanationDesk(shelf, pictures, service.inference(), service.worker()).addTo(service.routes());
        new ClassPictures(shelf, service.worker(), service.inference().limits().seconds()).addTo(service.routes());
    }
}
