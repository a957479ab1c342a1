package xai4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.ImageBudget;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Score;

/**
 * A service under load and under attack, all on loopback: {@code ServeLoad XAI MODEL PICTURE.png [EXPLANATIONS [UPLOADS]]}, XAI being the start script. Prints what
 * hostile uploads are answered, what many explanations by sixteen clients do to its memory, how Grad-CAM by HTTP compares with the library at the same
 * concurrency, and how it ends. Leaves with 1 where something is not as it must be.
 */
public final class ServeLoad {
    private static final int CLIENTS = 16;
    private static final int REPORTS = 5;
    private static final double MOST_GROWTH = 0.05;
    private static final int COMPARED = 400;
    private static final int ROUNDS = 3;

    private final Path model;
    private final byte[] picture;
    private final PrintStream out;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ServeLoad(Path model, byte[] picture, PrintStream out) {
        this.model = model;
        this.picture = picture;
        this.out = out;
    }

    /** Runs it all. */
    public static void main(String[] arguments) throws Exception {
        Path model = Path.of(arguments[1]);
        int explanations = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10_000;
        int uploads = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 1_000;
        ServeLoad load = new ServeLoad(model, Files.readAllBytes(Path.of(arguments[2])), System.out);
        boolean good;
        try (ServiceProcess service =
                new ServiceProcess(Path.of(arguments[0]), "--model", "m=" + model, "--queue", "256")) {
            good = load.hostile(service, uploads);
            good &= load.brokenUploads(service);
            good &= load.many(service, explanations);
            load.compare(service);
            good &= load.ends(service);
        }
        System.exit(good ? 0 : 1);
    }

    private int post(ServiceProcess service, String verb, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/v1/models/m:" + verb))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    }

    private byte[] order(String parameters) {
        return ("{\"instances\": [{\"image\": {\"b64\": \""
                        + Base64.getEncoder().encodeToString(picture) + "\"}}], \"parameters\": " + parameters + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private boolean hostile(ServiceProcess service, int count) throws IOException, InterruptedException {
        HostileUploads uploads = new HostileUploads(picture);
        Map<Integer, Integer> answers = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            answers.merge(post(service, "explain", uploads.body(i)), 1, Integer::sum);
        }
        boolean good = service.isAlive() && answers.keySet().stream().allMatch(status -> status / 100 == 4);
        out.println("hostile uploads: " + count + ", answers by status " + answers
                + (good ? ", all 4xx" : ", NOT ALL 4xx"));
        return good;
    }

    /** Uploads that stop in the middle and are left so; the service must answer others meanwhile. */
    private boolean brokenUploads(ServiceProcess service) throws IOException, InterruptedException {
        List<Socket> left = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
            left.add(socket);
            socket.getOutputStream()
                    .write(
                            ("POST /v1/models/m:explain HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 100000\r\n\r\n{\"instances\"")
                                    .getBytes(StandardCharsets.US_ASCII));
        }
        int status = post(service, "explain", order("{}"));
        for (Socket socket : left) {
            socket.close();
        }
        out.println("beside 100 uploads that stopped in the middle, an explanation is answered " + status);
        return status == 200;
    }

    private boolean many(ServiceProcess service, int count) throws Exception {
        byte[] order = order("{\"method\": \"grad-cam\"}");
        AtomicInteger failed = new AtomicInteger();
        List<Long> memory = new ArrayList<>();
        long start = System.nanoTime();
        for (int part = 0; part < REPORTS; part++) {
            atOnce(count / REPORTS, CLIENTS, () -> {
                if (post(service, "explain", order) != 200) {
                    failed.incrementAndGet();
                }
            });
            memory.add(service.residentMegabytes());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double growth = memory.get(REPORTS - 1) / (double) memory.get(0) - 1;
        out.printf(
                Locale.ROOT,
                "%d explanations with drawings by %d clients: %.1f per second, %d failed; memory %s MB, %+.1f %% after the first"
                        + " fifth%n",
                count,
                CLIENTS,
                count / seconds,
                failed.get(),
                memory,
                100 * growth);
        return failed.get() == 0 && growth <= MOST_GROWTH;
    }

    /** Grad-CAM with the prediction, from the file's bytes to the numbers, by HTTP and by the library, in turns. */
    private void compare(ServiceProcess service) throws Exception {
        byte[] order = order("{\"method\": \"grad-cam\", \"heatmap\": false}");
        int threads = Runtime.getRuntime().availableProcessors();
        try (DifferentiableModel opened = Models.load(model, DifferentiableModel.class)) {
            double library = Double.POSITIVE_INFINITY;
            double http = Double.POSITIVE_INFINITY;
            for (int round = 0; round <= ROUNDS; round++) {
                double inProcess = atOnce(COMPARED, threads, () -> once(opened));
                double byHttp = atOnce(COMPARED, threads, () -> post(service, "explain", order));
                // the first round is for the compilers of both
                library = round == 0 ? library : Math.min(library, inProcess);
                http = round == 0 ? http : Math.min(http, byHttp);
            }
            out.printf(
                    Locale.ROOT,
                    "Grad-CAM with the prediction, %d at once, best of %d rounds: library %.2f ms, HTTP %.2f ms, ratio %.2f%n",
                    threads,
                    ROUNDS,
                    library,
                    http,
                    http / library);
        }
    }

    private void once(DifferentiableModel opened) {
        PreparedImage image = opened.spec().prepare(Images.read(picture, "picture", ImageBudget.defaults()));
        opened.predict(image.batch(), Score.PROBABILITY);
        Explainers.gradCam(opened).explain(image);
    }

    private boolean ends(ServiceProcess service) throws Exception {
        CompletableFuture<Integer> under = CompletableFuture.supplyAsync(() -> {
            try {
                return post(
                        service,
                        "explain",
                        order("{\"method\": \"lime\", \"options\": {\"samples\": 50000, \"max-seconds\": 3}}"));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(1000);
        int exit = service.end();
        int status = under.get();
        out.println("told to end while it works: the answer under way is " + status + ", exit status " + exit);
        return exit == 0 && status == 200;
    }

    /** Some work. */
    @FunctionalInterface
    private interface Work {
        void once() throws IOException, InterruptedException;
    }

    /** Does work so many times, by so many at once; gives the milliseconds that each took of the whole. */
    private static double atOnce(int count, int threads, Work work) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pool.submit(() -> {
                work.once();
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();
        return (System.nanoTime() - start) / 1e6 / count;
    }
}
