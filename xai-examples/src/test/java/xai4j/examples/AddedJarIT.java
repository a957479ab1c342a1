package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that is dropped beside the packaged program's own adds a command, as {@code docs/extending.md} says. */
class AddedJarIT {
    private static final String SERVICE = "META-INF/services/xai4j.examples.XaiCommand";

    @TempDir
    private Path temp = Path.of("");

    private Path home = Path.of("");

    /** The program again, its jars by links. */
    @BeforeEach
    void program() throws IOException {
        home = temp.resolve("xai");
        Path lib = Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(home.resolve("bin"));
        Path packaged = Path.of("target/xai").toAbsolutePath();
        Files.copy(packaged.resolve("bin/xai"), home.resolve("bin/xai"));
        try (Stream<Path> jars = Files.list(packaged.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
            }
        }
    }

    /** The temporary folder warns of links that lead out of it. */
    @AfterEach
    void removeLinks() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            for (Path jar : jars.filter(Files::isSymbolicLink).toList()) {
                Files.delete(jar);
            }
        }
    }

    private Program.Run xai(Object... arguments) throws IOException, InterruptedException {
        return new Program(temp, home.resolve("bin/xai")).xai(arguments);
    }

    @Test
    void itsCommandRunsAndStandsInTheHelp() throws Exception {
        assertThat(xai("shout", "grad-cam").status()).isEqualTo(2);

        jar("shout.jar", "Shout", """
                package com.example.added;

                @picocli.CommandLine.Command(name = "shout", description = "Says it loudly.")
                public final class Shout implements xai4j.examples.XaiCommand {
                    @picocli.CommandLine.Parameters
                    private String word;

                    @Override
                    public Integer call() {
                        System.out.println(word.toUpperCase(java.util.Locale.ROOT));
                        return 0;
                    }
                }
                """);
        Program.Run run = xai("shout", "grad-cam");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo("GRAD-CAM");
        assertThat(xai("--help").out()).contains("shout", "Says it loudly.", "explain");
    }

    @Test
    void oneWithTheNameOfOursIsRefusedByNameAndJar() throws Exception {
        jar("second.jar", "Second", """
                package com.example.added;

                @picocli.CommandLine.Command(name = "explain")
                public final class Second implements xai4j.examples.XaiCommand {
                    @Override
                    public Integer call() {
                        return 0;
                    }
                }
                """);
        Program.Run run = xai("--help");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip().lines())
                .singleElement()
                .asString()
                .contains("\"explain\"", "com.example.added.Second", "second.jar");
    }

    private void jar(String name, String type, String source) throws IOException {
        Path classes = Files.createDirectories(temp.resolve("classes"));
        Path file = Files.writeString(temp.resolve(type + ".java"), source);
        List<String> arguments = List.of(
                "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString(), file.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        String entry = "com/example/added/" + type + ".class";
        try (OutputStream out = Files.newOutputStream(home.resolve("lib").resolve(name));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Files.readAllBytes(classes.resolve(entry)));
            jar.putNextEntry(new JarEntry(SERVICE));
            jar.write(("com.example.added." + type + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
