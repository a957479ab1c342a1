package xai4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import xai4j.Models;
import xai4j.io.FileErrors;
import xai4j.model.Model;
import xai4j.model.ModelException;

/**
 * The models of this JVM: one for each content and way of opening, however many tasks use it at once. It is closed when nobody has used it for a while, so that
 * partitions that come one after the other find it open.
 */
final class ModelSessions {
    private static final ModelSessions OF_THIS_JVM = new ModelSessions(Duration.ofSeconds(60));

    private final Duration idle;
    private final Map<Key, Session> sessions = new HashMap<>();
    private final ScheduledExecutorService closer;
    private long opened;

    /** For this JVM {@link #ofThisJvm}; others are for tests. */
    ModelSessions(Duration idle) {
        this.idle = idle;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "xai4j-idle-models");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        this.closer = executor;
    }

    static ModelSessions ofThisJvm() {
        return OF_THIS_JVM;
    }

    private record Key(String sha256, ModelSettings settings) {}

    /** A model that stays open until it is given back. */
    final class Lease implements AutoCloseable {
        private final Session session;
        private boolean returned;

        private Lease(Session session) {
            this.session = session;
        }

        Model model() {
            return session.model;
        }

        /** Gives the model back; more than once does nothing. */
        @Override
        public void close() {
            synchronized (ModelSessions.this) {
                if (!returned) {
                    returned = true;
                    giveBack(session);
                }
            }
        }
    }

    private static final class Session {
        private final Key key;
        private final Model model;
        private final Path folder;
        private int users;
        private long uses;

        Session(Key key, Model model, Path folder) {
            this.key = key;
            this.model = model;
            this.folder = folder;
        }
    }

    /**
     * Opens a model, or joins those who have it open.
     *
     * @param sha256 of the package
     * @param content the package, asked for only when the model is not open
     * @throws ModelException if it cannot be opened here
     */
    synchronized Lease lease(String sha256, ModelSettings settings, Supplier<ModelPackage> content) {
        Key key = new Key(sha256, settings);
        @Nullable Session session = sessions.get(key);
        if (session == null) {
            session = open(key, content.get());
            sessions.put(key, session);
            opened++;
        }
        session.users++;
        session.uses++;
        return new Lease(session);
    }

    /** Models that are open now. */
    synchronized int open() {
        return sessions.size();
    }

    /** How often a model was opened, ever. */
    synchronized long opened() {
        return opened;
    }

    private static Session open(Key key, ModelPackage content) {
        Path folder;
        try {
            folder = Files.createTempDirectory("xai4j-model-");
        } catch (IOException e) {
            throw new ModelException(
                    "the temp folder of this executor cannot be written (" + System.getProperty("java.io.tmpdir")
                            + "): " + FileErrors.reason(e),
                    e);
        }
        try {
            return new Session(key, Models.load(content.unpack(folder), key.settings.options()), folder);
        } catch (IOException e) {
            remove(folder);
            throw new ModelException("a model cannot be unpacked on this executor: " + FileErrors.reason(e), e);
        } catch (RuntimeException | Error e) {
            remove(folder);
            throw e;
        }
    }

    private void giveBack(Session session) {
        session.users--;
        if (session.users == 0) {
            long uses = session.uses;
            var unused = closer.schedule(() -> closeUnused(session, uses), idle.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void closeUnused(Session session, long uses) {
        synchronized (this) {
            if (session.users > 0 || session.uses != uses) {
                return;
            }
            sessions.remove(session.key);
        }
        session.model.close();
        remove(session.folder);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
