package xai4j.djl.torch;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import xai4j.model.BackwardRule;
import xai4j.model.ClosedModelException;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Programs that use a TorchScript model in ways that must not end the process; run by {@link TorchProcessTest}. */
final class TorchChild {
    private static final int THREADS = 32;
    private static final Tensor INPUT = Tensor.zeros(Shape.of(2, 3, 32, 32));

    private TorchChild() {}

    /** {@code once FILE}, {@code close FILE TIMES}, {@code exit FILE} or {@code term FILE}. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "once" -> once(file);
            case "close" -> {
                for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                    closeWhileInUse(file);
                }
            }
            default -> end(file, arguments[0]);
        }
        System.out.println("done");
    }

    private static void once(Path file) {
        try (TorchScriptModel model = TorchScriptModel.open(file, LoadOptions.defaults())) {
            work(model);
        }
    }

    private static void work(TorchScriptModel model) {
        model.predict(INPUT);
        Objective first = Objective.classes(Score.LOGIT, new int[] {0, 1}, 5);
        model.gradients(INPUT, first, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
    }

    private static void closeWhileInUse(Path file) throws InterruptedException {
        TorchScriptModel model =
                TorchScriptModel.open(file, LoadOptions.defaults().withThreads(1));
        ConcurrentLinkedQueue<Throwable> ends = new ConcurrentLinkedQueue<>();
        CountDownLatch begun = new CountDownLatch(THREADS);
        CountDownLatch ended = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> {
                        try {
                            begun.countDown();
                            while (true) {
                                work(model);
                            }
                        } catch (RuntimeException | Error e) {
                            ends.add(e);
                        } finally {
                            ended.countDown();
                        }
                    })
                    .start();
        }
        begun.await();
        Thread.sleep(50);
        model.close();
        if (!ended.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a user was never told that the model is closed");
        }
        for (Throwable end : ends) {
            if (!(end instanceof ClosedModelException)
                    || !(file.getFileName() + " is closed").equals(end.getMessage())) {
                throw new IllegalStateException("another end", end);
            }
        }
    }

    /** Ends the program while threads work that nobody waits for. */
    private static void end(Path file, String how) throws Exception {
        TorchScriptModel model = TorchScriptModel.open(file, LoadOptions.defaults());
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        work(model);
                    }
                } catch (IllegalStateException e) {
                    // the program ends
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        Thread.sleep(200);
        if (how.equals("term")) {
            new ProcessBuilder(
                            "kill",
                            "-TERM",
                            String.valueOf(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            Thread.sleep(30_000);
        }
    }
}
