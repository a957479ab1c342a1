package xai4j.examples;

import picocli.CommandLine.Option;
import xai4j.examples.serve.ServeLimits;

/** The arguments by which an operator says what requests may cost. */
final class LimitArguments {
    @Option(
            names = "--max-body",
            defaultValue = "16",
            paramLabel = "MB",
            description = "Longest body of a request (default ${DEFAULT-VALUE} MB).")
    private int megabytes;

    @Option(
            names = "--max-pixels",
            defaultValue = "25000000",
            paramLabel = "N",
            description = "Most pixels of a picture (default ${DEFAULT-VALUE}).")
    private long pixels;

    @Option(
            names = "--max-seconds",
            defaultValue = "30",
            paramLabel = "N",
            description =
                    "Longest time for one request; what samples answers with what it has (default ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--parallel",
            defaultValue = "0",
            paramLabel = "N",
            description = "Requests that are worked on at once; 0 (default) means one per processor.")
    private int parallel;

    @Option(
            names = "--queue",
            defaultValue = "64",
            paramLabel = "N",
            description = "Requests that may wait; more are told to come again later (default ${DEFAULT-VALUE}).")
    private int queue;

    ServeLimits limits() {
        require(megabytes >= 1 && megabytes <= 1024, "--max-body " + megabytes + " is not between 1 and 1024");
        require(pixels >= 1, "--max-pixels " + pixels + " is not positive");
        require(seconds > 0 && seconds <= 86_400, "--max-seconds " + seconds + " is not between 0 and 86400");
        require(parallel >= 0 && parallel <= 1024, "--parallel " + parallel + " is not between 0 and 1024");
        require(queue >= 1 && queue <= 100_000, "--queue " + queue + " is not between 1 and 100000");
        return ServeLimits.defaults()
                .withSizes((long) megabytes << 20, pixels)
                .withSeconds(seconds)
                .withWork(parallel == 0 ? Runtime.getRuntime().availableProcessors() : parallel, queue);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
