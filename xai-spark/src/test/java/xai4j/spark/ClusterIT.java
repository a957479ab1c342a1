package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.Images;
import xai4j.io.Sha256;
import xai4j.json.ExplanationJson;
import xai4j.model.Model;

/**
 * A cluster of separate JVMs on the loopback interface: a master, two workers with an executor each, and a driver that ships the library's jars. The build lays out
 * Spark's own jars in {@code target/spark/jars} and what is shipped in {@code target/spark/shipped}.
 */
class ClusterIT {
    private static final Path HOME = Path.of("target/spark").toAbsolutePath();
    private static final int PICTURES = 24;

    @TempDir
    private Path folder = Path.of("");

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void anExecutorThatDiesCostsNoPictureAndNoBit() throws IOException, InterruptedException {
        Path pictures = BirdPictures.write(folder.resolve("pictures"), PICTURES);
        int port = freePort();
        start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0");
        await("master", "I have been elected leader");
        for (int worker = 0; worker < 2; worker++) {
            start(
                    "worker" + worker,
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--webui-port",
                    "0",
                    "-d",
                    folder.resolve("work" + worker).toString(),
                    "spark://127.0.0.1:" + port);
        }
        Path result = folder.resolve("result.tsv");
        Process driver = start(
                "driver",
                "xai4j.spark.ClusterJob",
                "spark://127.0.0.1:" + port,
                pictures.toString(),
                BirdPictures.MODEL.toAbsolutePath().toString(),
                result.toString());
        assertThat(driver.waitFor(6, TimeUnit.MINUTES)).as(() -> log("driver")).isTrue();
        assertThat(driver.exitValue()).as(() -> log("driver")).isZero();
        assertThat(log("driver")).contains("an executor was killed");

        Map<String, String> found = new HashMap<>();
        for (String line : Files.readAllLines(result)) {
            String[] fields = line.split("\t", -1);
            assertThat(fields[2]).isEqualTo("null");
            assertThat(found.put(fields[0].substring(fields[0].lastIndexOf('/') + 1), fields[1]))
                    .isNull();
        }
        assertThat(found).hasSize(PICTURES);
        try (Model model = Models.load(BirdPictures.MODEL)) {
            for (String name : List.of("bird-0.png", "bird-17.png", "bird-23.png")) {
                Path file = pictures.resolve(name);
                long seed = PictureSeeds.of(11, Sha256.of(Files.readAllBytes(file)));
                assertThat(ExplanationJson.read(found.get(name)))
                        .isEqualTo(
                                Explainers.lime(model).samples(100).seed(seed).explain(Images.read(file)));
            }
        }
    }

    private Process start(String name, String main, String... arguments) throws IOException {
        String shipped;
        try (Stream<Path> jars = Files.list(HOME.resolve("shipped"))) {
            shipped = jars.map(Path::toString).sorted().collect(Collectors.joining(","));
        }
        boolean driver = name.equals("driver");
        String path = HOME.resolve("jars") + "/*"
                + (driver
                        ? ":" + Path.of("target/test-classes").toAbsolutePath() + ":" + HOME.resolve("shipped") + "/*"
                        : "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true"));
        command.addAll(List.of(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
                .trim()
                .split("\\s+", -1)));
        if (driver) {
            command.addAll(List.of(
                    "-Dspark.jars=" + shipped,
                    "-Dspark.ui.enabled=false",
                    "-Dspark.driver.host=127.0.0.1",
                    "-Dspark.driver.bindAddress=127.0.0.1",
                    "-Dspark.executor.memory=512m",
                    "-Dspark.executor.extraJavaOptions=-Xss4m -XX:+UseSerialGC",
                    "-Dspark.sql.files.openCostInBytes=0"));
        }
        command.addAll(List.of("-cp", path, main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", HOME.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void await(String name, String words) throws InterruptedException {
        for (int i = 0; i < 600 && !log(name).contains(words); i++) {
            Thread.sleep(100);
        }
        assertThat(log(name)).contains(words);
    }

    private String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            return "no log of " + name;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
