package xai4j.examples.serve.web;

import java.util.Optional;
import xai4j.Visualizers;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.ServedModel;
import xai4j.examples.serve.http.Exchange;
import xai4j.examples.serve.http.Routes;
import xai4j.examples.serve.http.Worker;
import xai4j.image.Images;
import xai4j.model.DifferentiableModel;

/** The pictures that classes want to see; each is made once and kept. */
final class ClassPictures {
    private static final long KEPT_BYTES = 32L << 20;
    private static final String STEPS = "128";

    private final ModelShelf shelf;
    private final Worker worker;
    private final double seconds;
    private final RecentlyUsed<String, byte[]> made =
            new RecentlyUsed<>(RecentlyUsed.bytes(KEPT_BYTES), png -> png.length);

    ClassPictures(ModelShelf shelf, Worker worker, double seconds) {
        this.shelf = shelf;
        this.worker = worker;
        this.seconds = seconds;
    }

    Routes addTo(Routes routes) {
        return routes.add(
                "GET",
                "/app/api/models/{name}/classes/{index}",
                (exchange, path) -> show(exchange, path.group(1), path.group(2)));
    }

    private void show(Exchange exchange, String name, String index) {
        if (!index.matches("\\d{1,7}")) {
            throw new RequestException(RequestException.BAD, "a class is a number, counted from 0");
        }
        worker.inQueue(exchange, () -> {
            try (ServedModel.Loan loan = shelf.lend(name)) {
                exchange.bytes(200, "image/png", picture(loan.served(), Integer.parseInt(index)));
            }
        });
    }

    private byte[] picture(ServedModel served, int index) {
        String key = served.name() + "/" + served.version() + "/"
                + served.model().spec().sha256() + "/" + index;
        Optional<byte[]> before = made.get(key);
        if (before.isPresent()) {
            return before.get();
        }
        DifferentiableModel model = served.model()
                .as(DifferentiableModel.class)
                .orElseThrow(() -> new RequestException(
                        RequestException.UNPROCESSABLE, served.name() + " has no gradients to climb"));
        byte[] png = Images.png(Visualizers.features(model)
                .set("steps", STEPS)
                .set("max-seconds", Double.toString(seconds))
                .visualizeClass(index)
                .picture());
        made.put(key, png);
        return png;
    }
}
