package xai4j.djl.torch;

import org.junit.jupiter.api.Assumptions;

/** The native libraries of the tests are those of one platform. */
final class Platform {
    private Platform() {}

    static void assumeLinux() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "the test class path holds native libraries for Linux x86-64 only");
    }
}
