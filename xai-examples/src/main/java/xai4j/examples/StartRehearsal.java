package xai4j.examples;

import xai4j.io.GracefulShutdown;

/**
 * What the build runs to learn which classes the program loads when it starts, for the archive in {@code lib/xai.jsa}: help, a look at a
 * model, and an explanation.
 */
final class StartRehearsal {
    private StartRehearsal() {}

    /** Takes a model, a picture for it, and a folder to write into. */
    public static void main(String[] arguments) {
        String model = arguments[0];
        System.exit(GracefulShutdown.of(() -> Math.max(
                Math.max(Main.run("--help"), Main.run("explain", "--help")),
                Main.run("explain", model, "--image", arguments[1], "--method", "grad-cam", "--out", arguments[2]))));
    }
}
