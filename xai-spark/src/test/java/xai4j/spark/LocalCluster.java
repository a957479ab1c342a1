package xai4j.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster of separate JVMs on the loopback interface: a master, two workers with an executor each, and drivers that ship the library's jars. The build lays out
 * Spark's own jars in {@code target/spark/jars} and what is shipped in {@code target/spark/shipped}. By hand, {@code LocalCluster MAIN ARGUMENT…} runs a driver, to which
 * the master's address is given first, and prints what it prints.
 */
final class LocalCluster implements AutoCloseable {
    private static final Path HOME = Path.of("target/spark").toAbsolutePath();
    private static final Path TESTS = Path.of("target/test-classes").toAbsolutePath();

    private final Path folder;
    private final String memory;
    private final List<Process> processes = new ArrayList<>();
    private final String master;

    /**
     * Starts it.
     *
     * @param folder for logs and the workers' files
     * @param memory of an executor's heap, as Spark writes it
     */
    LocalCluster(Path folder, String memory) throws IOException, InterruptedException {
        this.folder = folder;
        this.memory = memory;
        int port = freePort();
        this.master = "spark://127.0.0.1:" + port;
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
                    "2g",
                    "--webui-port",
                    "0",
                    "-d",
                    folder.resolve("work" + worker).toString(),
                    master);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("cluster-");
        try (LocalCluster cluster = new LocalCluster(folder, "1g")) {
            Process driver = cluster.driver(
                    arguments[0],
                    List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
            int status = driver.waitFor();
            System.out.print(cluster.log("driver"));
            System.exit(status);
        }
    }

    /** Runs a driver's main method; the master's address is its first argument. */
    Process driver(String main, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(master));
        all.addAll(List.of(arguments));
        return start("driver", main, all.toArray(String[]::new));
    }

    private Process start(String name, String main, String... arguments) throws IOException {
        String shipped;
        try (Stream<Path> jars = Files.list(HOME.resolve("shipped"))) {
            shipped = jars.map(Path::toString).sorted().collect(Collectors.joining(","));
        }
        boolean driver = name.equals("driver");
        String path = HOME.resolve("jars") + "/*" + (driver ? ":" + TESTS + ":" + HOME.resolve("shipped") + "/*" : "");
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
                    "-Dspark.executor.memory=" + memory,
                    "-Dspark.executor.extraClassPath=" + TESTS, // what drivers here send as code of their own
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
        if (!log(name).contains(words)) {
            throw new IllegalStateException("no \"" + words + "\" in " + log(name));
        }
    }

    String log(String name) {
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

    @Override
    public void close() {
        processes.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
