package xai4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.TerminationSignal;
import xai4j.examples.serve.http.HttpService;
import xai4j.examples.serve.web.WebApplication;
import xai4j.io.FileErrors;
import xai4j.model.LoadOptions;
import xai4j.tensor.XaiException;

/** The web application and the HTTP interface. */
@Command(
        name = "serve",
        description =
                "Serve models and their explanations: a page for people at /, and KServe's interface for programs."
                        + " Without --model and --registry, the birds that ship with the project.")
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "[NAME=]PATH",
            description = "A model file or folder, and the name by which it is asked for; may be repeated.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description =
                    "Serves the promoted versions of xai train … --register, and takes up newly promoted ones by itself.")
    private @Nullable Path registry;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default ${DEFAULT-VALUE}: this machine only).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port (default ${DEFAULT-VALUE}); 0 takes a free one.")
    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file whose one line every request must bear: Authorization: Bearer ….")
    private @Nullable Path tokenFile;

    @Option(names = "--lean-memory", description = ModelArguments.LEAN_MEMORY)
    private boolean leanMemory;

    @Mixin
    private final LimitArguments limits = new LimitArguments();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port " + port + " is not between 0 and 65535");
        }
        HttpService.Door door = new HttpService.Door(host, port, token());
        PrintWriter err = command.commandLine().getErr();
        TerminationSignal signal = TerminationSignal.listen();
        LoadOptions options = leanMemory ? LoadOptions.defaults().withLeanMemory() : LoadOptions.defaults();
        Optional<ModelRegistry> promoted = Optional.ofNullable(registry).map(ModelRegistry::open);
        try (ModelSource source = ModelSource.of(models, promoted.isEmpty(), options, err);
                ModelShelf shelf = source.open();
                PromotedModels versions = PromotedModels.of(promoted, source, shelf, err);
                HttpService service = new HttpService(shelf, limits.limits(), door, err)) {
            versions.begin();
            WebApplication.addTo(service, shelf, source.examples());
            service.start();
            PrintWriter out = command.commandLine().getOut();
            out.println("serving " + String.join(", ", shelf.names()) + " at http://" + address() + ":" + service.port()
                    + "/");
            out.flush();
            signal.await();
        }
        return 0;
    }

    private String address() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(tokenFile).strip();
            if (token.isEmpty() || token.lines().count() > 1 || token.length() > 1000) {
                throw new XaiException("the token in " + tokenFile + " is not one line of at most 1000 characters");
            }
            return Optional.of(token);
        } catch (IOException e) {
            throw new XaiException("cannot read " + tokenFile + ": " + FileErrors.reason(e), e);
        }
    }
}
