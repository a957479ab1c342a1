package xai4j.examples.serve;

/**
 * What one request, and all of them together, may cost.
 *
 * @param bodyBytes longest body of a request
 * @param pixels width × height of a picture
 * @param seconds time for one request; methods that sample answer with what they have by then
 * @param parallel requests that are worked on at once
 * @param queue requests that may wait for their turn; what comes beyond is told to come again later
 * @param instances pictures in one request
 */
public record ServeLimits(long bodyBytes, long pixels, double seconds, int parallel, int queue, int instances) {
    private static final long MEGABYTE = 1L << 20;

    /** Sixteen megabytes, 25 megapixels, thirty seconds, a worker per processor, 64 waiting, 16 pictures. */
    public static ServeLimits defaults() {
        return new ServeLimits(
                16 * MEGABYTE, 25_000_000, 30, Runtime.getRuntime().availableProcessors(), 64, 16);
    }

    /** Checks that all are positive. */
    public ServeLimits {
        require(bodyBytes >= 1 && bodyBytes <= 1024 * MEGABYTE, "a body of " + bodyBytes + " bytes");
        require(pixels >= 1, pixels + " pixels");
        require(seconds > 0 && seconds <= 86_400, seconds + " seconds");
        require(parallel >= 1 && parallel <= 1024, parallel + " requests at once");
        require(queue >= 1 && queue <= 100_000, queue + " waiting requests");
        require(instances >= 1, instances + " pictures");
    }

    private static void require(boolean holds, String limit) {
        if (!holds) {
            throw new IllegalArgumentException("a limit of " + limit + " leaves nothing to do, or is none");
        }
    }

    /** The same with another time for one request. */
    public ServeLimits withSeconds(double other) {
        return new ServeLimits(bodyBytes, pixels, other, parallel, queue, instances);
    }

    /** The same with another width of the work. */
    public ServeLimits withWork(int atOnce, int waiting) {
        return new ServeLimits(bodyBytes, pixels, seconds, atOnce, waiting, instances);
    }

    /** The same with another size of bodies and pictures. */
    public ServeLimits withSizes(long bytes, long most) {
        return new ServeLimits(bytes, most, seconds, parallel, queue, instances);
    }
}
