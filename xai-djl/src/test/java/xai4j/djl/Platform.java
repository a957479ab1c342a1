package xai4j.djl;

import org.junit.jupiter.api.Assumptions;

/** The native libraries of the tests are those of one platform. */
public final class Platform {
    private Platform() {}

    /** Skips the test elsewhere. */
    public static void assumeLinux() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "the test class path holds native libraries for Linux x86-64 only");
    }
}
