package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
    private static final int ROUNDS = 7;
    private static final String PATH = "/v1/models/m:";
    private static final Pattern ONE_LINE = Pattern.compile("\\{\"error\":\"[^\n]{1,600}\"\\}");

    private final Path model;
    private final byte[] picture;
    private final PrintStream out;

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

    /** One request by a connection of its own. */
    private static KeptConnection.Answer post(ServiceProcess service, String verb, byte[] body) throws IOException {
        try (KeptConnection connection = new KeptConnection(service.port())) {
            return connection.send(KeptConnection.request(PATH + verb, body));
        }
    }

    private byte[] order(String parameters) {
        return ("{\"instances\": [{\"image\": {\"b64\": \""
                        + Base64.getEncoder().encodeToString(picture) + "\"}}], \"parameters\": " + parameters + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private boolean hostile(ServiceProcess service, int count) throws IOException {
        HostileUploads uploads = new HostileUploads(picture);
        Map<Integer, Integer> answers = new TreeMap<>();
        boolean clear = true;
        for (int i = 0; i < count; i++) {
            KeptConnection.Answer answer = post(service, "explain", uploads.body(i));
            answers.merge(answer.status(), 1, Integer::sum);
            clear &= answer.status() / 100 == 4
                    && ONE_LINE.matcher(answer.body()).matches();
        }
        boolean good = clear && service.isAlive();
        out.println("hostile uploads: " + count + ", answers by status " + answers
                + (good ? ", all 4xx with one line each" : ", NOT ALL CLEAR 4xx"));
        return good;
    }

    /** Uploads that stop in the middle and are left so; the service must answer others meanwhile. */
    private boolean brokenUploads(ServiceProcess service) throws IOException {
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
        int status = post(service, "explain", order("{}")).status();
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
            byHttp(service, count / REPORTS, CLIENTS, order, failed);
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

    /**
     * Grad-CAM with the prediction, from the file's bytes to the numbers, by HTTP and by the library, in turns. On a machine that does other things the share of the
     * processors that each gets is chance; what they spend is less so.
     */
    private void compare(ServiceProcess service) throws Exception {
        byte[] order = order("{\"method\": \"grad-cam\", \"heatmap\": false}");
        int threads = Runtime.getRuntime().availableProcessors();
        List<Cost> library = new ArrayList<>();
        List<Cost> http = new ArrayList<>();
        try (DifferentiableModel opened = Models.load(model, DifferentiableModel.class)) {
            for (int round = 0; round <= ROUNDS; round++) {
                long before = ownProcessorNanos();
                double inProcess = atOnce(threads, () -> repeat(COMPARED / threads, () -> once(opened)));
                Cost own = new Cost(inProcess / COMPARED, (ownProcessorNanos() - before) / 1e6 / COMPARED);
                double spent = service.processorMillis();
                double served = byHttp(service, COMPARED, threads, order, new AtomicInteger());
                Cost service1 = new Cost(served / COMPARED, (service.processorMillis() - spent) / COMPARED);
                // the first rounds are for the compilers of both
                if (round > 0) {
                    library.add(own);
                    http.add(service1);
                }
            }
        }
        say(threads, library, http);
    }

    /** Milliseconds that one explanation took, and that processors spent on it. */
    private record Cost(double wall, double processor) {}

    private void say(int threads, List<Cost> library, List<Cost> http) {
        out.printf(
                Locale.ROOT,
                "Grad-CAM with the prediction, %d at once, medians of %d rounds: library %.2f ms, HTTP %.2f ms, ratio %.2f; processor time library %.2f"
                        + " ms, service %.2f ms, ratio %.2f%n",
                threads,
                ROUNDS,
                median(library, Cost::wall),
                median(http, Cost::wall),
                ratio(library, http, Cost::wall),
                median(library, Cost::processor),
                median(http, Cost::processor),
                ratio(library, http, Cost::processor));
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> of) {
        return costs.stream().mapToDouble(of).sorted().toArray()[costs.size() / 2];
    }

    /** The median of the ratios of neighbouring rounds. */
    private static double ratio(List<Cost> library, List<Cost> http, ToDoubleFunction<Cost> of) {
        return IntStream.range(0, library.size())
                .mapToDouble(i -> of.applyAsDouble(http.get(i)) / of.applyAsDouble(library.get(i)))
                .sorted()
                .toArray()[library.size() / 2];
    }

    private static long ownProcessorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
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
                                order("{\"method\": \"lime\", \"options\": {\"samples\": 50000, \"max-seconds\": 3}}"))
                        .status();
            } catch (IOException e) {
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

    private static void repeat(int count, Work work) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            work.once();
        }
    }

    /** Asks for explanations by so many clients at once, each with a connection that it keeps; gives the milliseconds of the whole. */
    private static double byHttp(ServiceProcess service, int count, int clients, byte[] order, AtomicInteger failed)
            throws InterruptedException, ExecutionException {
        byte[] request = KeptConnection.request(PATH + "explain", order);
        return atOnce(clients, () -> {
            try (KeptConnection connection = new KeptConnection(service.port())) {
                repeat(count / clients, () -> {
                    if (connection.send(request).status() != 200) {
                        failed.incrementAndGet();
                    }
                });
            }
        });
    }

    /** Has the same done by so many at once; gives the milliseconds of the whole. */
    private static double atOnce(int threads, Work work) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(pool.submit(() -> {
                work.once();
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();
        return (System.nanoTime() - start) / 1e6;
    }
}
