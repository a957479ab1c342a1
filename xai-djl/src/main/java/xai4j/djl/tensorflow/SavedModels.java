package xai4j.djl.tensorflow;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import xai4j.io.FileErrors;
import xai4j.model.ModelException;

/**
 * Makes one flat frozen graph of a SavedModel folder: functions inlined, variables turned into constants. TensorFlow's own
 * loader is not used, because it runs what the file tells it to.
 */
final class SavedModels {
    private static final String FILE = "saved_model.pb";
    private static final String SERVE = "serve";
    private static final String DEFAULT_SIGNATURE = "serving_default";
    private static final String INITIALISER = "__saved_model_init_op";
    private static final List<String> INITIALISERS = List.of("saved_model_main_op", "legacy_init_op");

    private SavedModels() {}

    /**
     * Reads a SavedModel.
     *
     * @throws ModelException if it cannot be read, has no serving signature, or holds an operation that acts
     */
    static FlatGraph read(Path folder) {
        MetaGraphDef meta = meta(folder);
        SignatureDef signature = signature(meta, folder);
        GraphDef raw = meta.getGraphDef();
        String name = String.valueOf(folder.getFileName());
        AllowedOperations.requireHarmless(raw, name);
        GraphDef scoring = GraphReach.part(raw, ends(signature));
        GraphDef loading = GraphReach.part(raw, loaders(meta));
        AllowedOperations.requireInactive(GraphReach.everything(scoring), name);
        AllowedOperations.requireInactive(GraphReach.everything(loading), name);
        FunctionInliner inliner = new FunctionInliner(scoring, Operations.byName());
        TwinRewriter twins = new TwinRewriter(inliner.flat(scoring));
        List<FlatGraph.Output> outputs = new ArrayList<>();
        new TreeMap<>(signature.getOutputsMap()).forEach((key, info) -> {
            if (!info.getName().isEmpty()) {
                outputs.add(new FlatGraph.Output(key, twins.source(inliner.source(Nodes.value(info.getName())))));
            }
        });
        GraphDef flatLoading = new FunctionInliner(loading, Operations.byName()).flat(loading);
        GraphDef frozen = new VariableValues(folder, flatLoading).frozen(twins.rewritten());
        return new FlatGraph(GraphSanity.checked(frozen, name), outputs);
    }

    private static MetaGraphDef meta(Path folder) {
        try (InputStream in = Files.newInputStream(folder.resolve(FILE))) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            List<MetaGraphDef> metas = SavedModel.parseFrom(coded).getMetaGraphsList();
            return metas.stream()
                    .filter(meta -> meta.getMetaInfoDef().getTagsList().contains(SERVE))
                    .findFirst()
                    .orElseThrow(() -> new ModelException(folder + " has no graph for serving, tagged \"" + SERVE
                            + "\" (it has "
                            + metas.stream()
                                    .map(meta -> meta.getMetaInfoDef().getTagsList())
                                    .toList()
                            + ")"));
        } catch (IOException e) {
            throw new ModelException(folder + " is not a SavedModel that can be read: " + FileErrors.reason(e), e);
        }
    }

    private static SignatureDef signature(MetaGraphDef meta, Path folder) {
        Map<String, SignatureDef> signatures = new LinkedHashMap<>(meta.getSignatureDefMap());
        signatures.remove(INITIALISER);
        SignatureDef preferred = signatures.get(DEFAULT_SIGNATURE);
        if (preferred == null && signatures.size() == 1) {
            preferred = signatures.values().iterator().next();
        }
        if (preferred == null || preferred.getOutputsMap().isEmpty()) {
            throw new ModelException(
                    folder + " has no serving signature (it has " + signatures.keySet()
                            + "); export it with model.export(\"folder\") or tf.saved_model.save(model, \"folder\", signatures=…)");
        }
        return preferred;
    }

    private static List<String> ends(SignatureDef signature) {
        return signature.getOutputsMap().values().stream()
                .map(info -> Nodes.nameOf(info.getName()))
                .toList();
    }

    /** What TensorFlow's loader runs: it restores variables, then initialises. */
    private static List<String> loaders(MetaGraphDef meta) {
        List<String> loaders = new ArrayList<>();
        loaders.add(Nodes.nameOf(meta.getSaverDef().getRestoreOpName()));
        meta.getSignatureDefOrDefault(INITIALISER, SignatureDef.getDefaultInstance()).getOutputsMap().values().stream()
                .map(TensorInfo::getName)
                .forEach(loaders::add);
        INITIALISERS.forEach(
                key -> loaders.addAll(meta.getCollectionDefOrDefault(key, CollectionDef.getDefaultInstance())
                        .getNodeList()
                        .getValueList()));
        return loaders.stream()
                .map(Nodes::nameOf)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
