package com.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** While it is open, the class path has one more folder, whose {@code META-INF/services} names some classes. */
final class Extension implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();
    private final URLClassLoader extended;

    private Extension(Path folder) throws IOException {
        this.extended = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        thread.setContextClassLoader(extended);
    }

    static Extension of(Path folder, Class<?> service, Class<?>... providers) {
        try {
            Path services = Files.createDirectories(folder.resolve("extension/META-INF/services"));
            Files.writeString(
                    services.resolve(service.getName()),
                    Arrays.stream(providers).map(Class::getName).collect(Collectors.joining("\n")));
            return new Extension(folder.resolve("extension"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.setContextClassLoader(before);
        try {
            extended.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
