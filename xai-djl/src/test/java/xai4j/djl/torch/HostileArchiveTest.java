package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.djl.Platform;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class HostileArchiveTest {
    private static final String CPU = "outputs/cpu.pt";
    private static final String CODE = "__torch__.py";
    private static final String RETURN = "    return _0";

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static TorchScriptModel open(Path file) {
        return TorchScriptModel.open(
                file, LoadOptions.defaults().withInputSize(8, 8).withThreads(1));
    }

    private void assertRefused(ArchiveEdit edit, String word) throws IOException {
        Path file = edit.write(folder.resolve("net.pt"));
        assertThatThrownBy(() -> open(file)).isInstanceOf(ModelException.class).hasMessageContaining(word);
    }

    private static ArchiveEdit before(String lines) throws IOException {
        return ArchiveEdit.of(CPU).code(CODE, text -> text.replace(RETURN, lines + "\n" + RETURN));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 56, 64})
    void valuesThatAreNotAsManyAsThePickleSaysAreRefused(int bytes) throws IOException {
        assertRefused(ArchiveEdit.of(CPU).part("data/0", new byte[bytes]), "data/0 has " + bytes + " bytes where 15");
    }

    @ParameterizedTest
    @CsvSource({
        // offset 0, sizes (5, 3, 1, 1), strides (3, 1, 1, 1)
        "'K\u0000(K\u0005', 'K\u0001(K\u0005', outside of its storage",
        "'K\u0000(K\u0005', 'K\u0000(K\u0006', outside of its storage",
        "'(K\u0003K\u0001K\u0001K\u0001t', '(K\u0004K\u0001K\u0001K\u0001t', outside of its storage",
        "'K\u000ft', 'J\u00ff\u00ff\u00ff\u00fft', negative size",
        "'ctorch._utils\n_rebuild_tensor_v2', 'cos\nsystem', os.system",
        "'c__torch__.torch.nn.modules.conv\nConv2d', 'c__torch__.torch.classes.dist_c10d\nTCPStore', dist_c10d"
    })
    void picklesThatWouldReadElsewhereOrMakeOtherThingsAreRefused(String from, String to, String word)
            throws IOException {
        ArchiveEdit edit = ArchiveEdit.of(CPU).pickle("data.pkl", text -> {
            assertThat(text).contains(from);
            return text.replace(from, to);
        });
        assertRefused(edit, word);
    }

    @Test
    void objectsThatAreNestedTooDeepAreRefused() throws IOException {
        String deep = "]".repeat(100_000) + "a".repeat(99_999) + "0";
        assertRefused(
                ArchiveEdit.of(CPU).part("data.pkl", ("\u0080\u0002" + deep).getBytes(StandardCharsets.ISO_8859_1)),
                "200 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "not ", "(", "[", "f(", "1 + ", "1 ** ", "x.a.b if x else ", "{1: "})
    void operatorsThatAreNestedTooDeepAreRefused(String piece) throws IOException {
        assertRefused(before("    y = " + piece.repeat(100_000) + "1"), "200 deep");
    }

    @Test
    void longChainsAreRefused() throws IOException {
        assertRefused(before("    y = x" + ".a".repeat(100_000)), "200 deep");
        assertRefused(before("    y = 1" + " + 1".repeat(100_000)), "200 deep");
        StringBuilder blocks = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            blocks.append(" ".repeat(4 + i)).append("if True:\n");
        }
        assertRefused(before(blocks + " ".repeat(504) + "pass"), "100 deep");
        StringBuilder functions = new StringBuilder("def f0(x: Tensor) -> Tensor:\n  return x\n");
        for (int i = 1; i < 5_000; i++) {
            functions.append("def f" + i + "(x: Tensor) -> Tensor:\n  return __torch__.f" + (i - 1) + "(x)\n");
        }
        assertRefused(ArchiveEdit.of(CPU).code(CODE, text -> functions + text), "chain of more than 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_1 = torch.save(x, 'out.pt') | torch.save",
                "_1 = (x).save('out.pt') | .save",
                "_1 = torch.autograd.save(x, 'out.pt') | torch.autograd.save",
                "_1 = ops.aten.save(x, 'out.pt') | ops.aten.save",
                "s = torch.save | torch.save",
                "t = torch | torch",
                "y = torch.from_file('in.bin', False, 4) | torch.from_file",
                "_1 = fork(x) | fork",
                "f = rpc_async | rpc_async",
                "_1 = ops.prim.rpc_sync('host', x) | ops.prim.rpc_sync",
                "_1 = ops.profiler._record_function_enter('a', None) | ops.profiler",
                "_1 = ops.image.write_file('out', x) | ops.image",
                "_1 = torch.manual_seed(3) | torch.manual_seed",
                "_1 = ^Foo()(x) | Python",
                "s = __torch__.torch.classes.dist_c10d.TCPStore.__new__(__torch__.N) | dist_c10d",
                "_1 = torch.newestOperator(x) | torch.newestOperator"
            })
    void codeThatCouldDoMoreThanComputeIsRefused(String line, String word) throws IOException {
        assertRefused(before("    " + line.replace('\'', '"')), word);
        assertThat(Path.of("out.pt")).doesNotExist();
    }

    @Test
    void anArchivesOwnNamesDoNotHideEffects() throws IOException {
        assertRefused(
                ArchiveEdit.of(CPU)
                        .code(
                                CODE,
                                text -> text.replace(RETURN, "    _1 = (x).save(\"out.pt\")\n" + RETURN)
                                        + "  def save(self: __torch__.N, x: Tensor) -> Tensor:\n    return x\n"),
                ".save");
    }

    @Test
    void whatAFilePrintsIsDropped() throws IOException {
        Path file = before("    print(\"hello\")\n    _1 = torch.warn(\"world\", 2)")
                .write(folder.resolve("net.pt"));
        try (TorchScriptModel model = open(file)) {
            assertThat(model.predict(Tensor.zeros(Shape.of(1, 3, 8, 8))).shape())
                    .isEqualTo(Shape.of(1, 5));
        }
    }

    @Test
    void partsThatTheEngineDoesNotNeedAreNeverUnpacked() throws IOException {
        Path file = ArchiveEdit.of(CPU).part("extra/bomb", new byte[300 << 20]).write(folder.resolve("net.pt"));
        assertThat(Files.size(file)).isLessThan(1 << 20);
        try (TorchScriptModel model = open(file)) {
            assertThat(model.spec().scores()).isNotNull();
        }
    }

    @Test
    void codeThatUnpacksToFarMoreThanTheFileHoldsIsRefused() throws IOException {
        byte[] blanks = new byte[300 << 20];
        java.util.Arrays.fill(blanks, (byte) '\n');
        assertRefused(ArchiveEdit.of(CPU).part("code/__torch__/bomb.py", blanks), ArchiveEntries.LIMIT_PROPERTY);
    }

    @Test
    void aFileFromAGpuRunsOnTheCpuAndSaysTheSame() throws IOException {
        Tensor input = Tensor.zeros(Shape.of(2, 3, 8, 8));
        input.set(7, 1f);
        Path constants = ArchiveEdit.of("outputs/gpu.pt")
                .code(
                        CODE,
                        text -> text.replace(
                                RETURN,
                                "    _1 = torch.to(_0, torch.device(\"cuda:0\"), 6)\n    _2 = torch.cuda(_1)\n"
                                        + "    _0 = torch.add(_2, torch.zeros([5], dtype=6, layout=0, device=torch.device(\"cuda\")))\n"
                                        + RETURN))
                .write(folder.resolve("constants.pt"));
        try (TorchScriptModel cpu = open(Golden.path(CPU));
                TorchScriptModel gpu = open(Golden.path("outputs/gpu.pt"));
                TorchScriptModel inCode = open(constants)) {
            assertThat(gpu.predict(input)).isEqualTo(cpu.predict(input));
            assertThat(inCode.predict(input)).isEqualTo(cpu.predict(input));
        }
    }

    @Test
    void theShapeThatATracedFileKeepsIsTheInputs() throws IOException {
        LoadOptions options = LoadOptions.defaults().withThreads(1);
        try (TorchScriptModel model = TorchScriptModel.open(Golden.path(CPU), options)) {
            assertThat(model.spec().input().imageShape()).isEqualTo(Shape.of(3, 32, 32));
        }
        Path damaged = ArchiveEdit.of(CPU)
                .part("traced_inputs.pkl", new byte[] {1, 2, 3})
                .write(folder.resolve("net.pt"));
        try (TorchScriptModel model = TorchScriptModel.open(damaged, options)) {
            assertThat(model.spec().input().imageShape()).isEqualTo(Shape.of(3, Shape.DYNAMIC, Shape.DYNAMIC));
        }
    }
}
