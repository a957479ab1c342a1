package xai4j.onnx;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import xai4j.model.LoadOptions;

/** A program that ends while another thread opens a file: the argument. */
final class EndDuringOpening {
    private EndDuringOpening() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch opening = new CountDownLatch(1);
        SessionCustomizer slow = options -> {
            opening.countDown();
            pause();
            System.out.println("waited for");
        };
        Thread opener = new Thread(() -> OnnxModel.open(Path.of(arguments[0]), LoadOptions.defaults(), slow));
        opener.setDaemon(true);
        opener.start();
        opening.await();
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
