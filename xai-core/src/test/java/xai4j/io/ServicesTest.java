package xai4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.explain.MethodProvider;

class ServicesTest {
    private static List<String> found(@Nullable ClassLoader context) {
        return with(context, () -> Services.load(MethodProvider.class).stream()
                .map(service -> service.getClass().getName())
                .toList());
    }

    private static <T> T with(@Nullable ClassLoader context, Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aThreadWhoseContextDoesNotKnowTheLibraryFindsItsServices() {
        List<String> usual = found(ServicesTest.class.getClassLoader());
        assertThat(usual).isNotEmpty().doesNotHaveDuplicates();
        assertThat(found(ClassLoader.getPlatformClassLoader())).isEqualTo(usual);
        assertThat(found(null)).isEqualTo(usual);
    }

    @Test
    void whatOnlyTheContextKnowsIsFoundToo(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(MethodProvider.class.getName()), Added.class.getName());
        try (URLClassLoader context =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ServicesTest.class.getClassLoader())) {
            assertThat(found(context))
                    .contains(Added.class.getName())
                    .hasSize(found(ServicesTest.class.getClassLoader()).size() + 1);
        }
    }

    /** What a plug-in adds. */
    public static final class Added implements MethodProvider {
        @Override
        public List<xai4j.explain.ExplainerDescriptor> methods() {
            return List.of();
        }
    }
}
