package xai4j.onnx.grad;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;

/** Operators that move, pick, join or resize values against finite differences. */
class MovementGradientTest {
    private static final int OPSET = 18;

    @Test
    void shapesChange() {
        OperatorCheck.batched(
                1, OPSET, check -> check.step(1).op("Reshape", List.of(check.value(2, 6), check.longs(0, 3, -1))));
        OperatorCheck.batched(
                2, OPSET, check -> check.step(1).op("Flatten", check.value(2, 3), Attribute.of("axis", 2)));
        OperatorCheck.batched(3, OPSET, check -> {
            String wide = check.step(1).op("Unsqueeze", List.of(check.value(2, 3), check.longs(1, -1)));
            return check.op("Squeeze", List.of(wide, check.longs(1)));
        });
        OperatorCheck.batched(4, OPSET, check -> check.step(1)
                .op("Transpose", check.value(2, 3, 2), Attribute.ints("perm", 0L, 3L, 1L, 2L)));
        OperatorCheck.batched(
                5, OPSET, check -> check.step(1).op("Expand", List.of(check.value(2, 1), check.longs(1, 2, 3))));
        OperatorCheck.batched(
                6, OPSET, check -> check.step(1).op("Tile", List.of(check.value(2, 3), check.longs(1, 3, 2))));
    }

    /** Windows folded into the batch and back, as Swin does. */
    @Test
    void theBatchMayBeReshaped() {
        OperatorCheck.batched(1, OPSET, check -> {
            String split = check.op("Reshape", List.of(check.value(4, 4), check.longs(-1, 2, 2, 4)));
            String turned = check.op("Transpose", split, Attribute.ints("perm", 0L, 1L, 3L, 2L));
            String windows = check.op("Reshape", List.of(turned, check.longs(-1, 4, 2)));
            String squared = check.op("Mul", List.of(windows, windows));
            return check.op("Reshape", List.of(squared, check.longs(-1, 16)));
        });
    }

    @Test
    void partsAreJoinedAndSplit() {
        OperatorCheck.batched(1, OPSET, check -> check.step(1)
                .op(
                        "Concat",
                        List.of(check.value(2, 2), check.weights(2, 3, 2), check.value(1, 2)),
                        Attribute.of("axis", 1)));
        OperatorCheck.batched(2, OPSET, check -> check.step(1)
                .op("Concat", List.of(check.value(2, 2), check.value(2, 1)), Attribute.of("axis", -1)));
        OperatorCheck.batched(3, OPSET, check -> {
            List<String> parts =
                    check.ops("Split", List.of(check.value(6, 2), check.longs(1, 3, 2)), 3, Attribute.of("axis", 1));
            String first = check.op("Mul", List.of(parts.get(1), parts.get(0)));
            return check.op("Concat", List.of(first, check.op("Exp", parts.get(1))), Attribute.of("axis", 1));
        });
        OperatorCheck.batched(4, 13, check -> check.step(1)
                .ops("Split", List.of(check.value(4, 2)), 2, Attribute.of("axis", 1))
                .get(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 1", "0, 6, 2", "1, 6, 3", "-2, -7, -1", "5, 0, -2", "4, -100, -3", "-3, 100, 1"})
    void slices(long start, long end, long context) {
        OperatorCheck.batched(1, OPSET, check -> check.step(1)
                .op(
                        "Slice",
                        List.of(
                                check.value(6, 2),
                                check.longs(start),
                                check.longs(end),
                                check.longs(1),
                                check.longs(context))));
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 16, 7, 8", "3, 1, 5, 7, 6", "4, 3, 16, 9, 3", "1, 1, 4, 3, 3"})
    void everyFewRowsAndColumnsOfAMap(long rows, long columns, long channels, long height, long width) {
        OperatorCheck.batched(1, OPSET, check -> check.step(1)
                .op(
                        "Slice",
                        List.of(
                                check.value(channels, height, width),
                                check.longs(0, 0),
                                check.longs(height, width),
                                check.longs(2, 3),
                                check.longs(rows, columns))));
    }

    @Test
    void slicesOfSeveralAxes() {
        OperatorCheck.batched(1, OPSET, check -> check.step(1)
                .op(
                        "Slice",
                        List.of(
                                check.value(5, 6),
                                check.longs(1, 0),
                                check.longs(5, 6),
                                check.longs(1, 2),
                                check.longs(2, 2))));
        OperatorCheck.batched(2, 9, check -> check.step(1).op("Flatten", check.value(6), Attribute.of("axis", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "reflect", "edge", "wrap"})
    void padding(String mode) {
        OperatorCheck.batched(1, 19, check -> check.step(1)
                .op(
                        "Pad",
                        List.of(check.value(2, 4, 5), check.longs(0, 0, 2, 1, 0, 0, 1, 3)),
                        Attribute.of("mode", mode)));
        OperatorCheck.batched(2, 19, check -> check.step(1)
                .op(
                        "Pad",
                        List.of(check.value(3, 4), check.longs(1, 2), "", check.longs(-1)),
                        Attribute.of("mode", mode)));
    }

    @Test
    void negativePaddingCuts() {
        OperatorCheck.batched(1, OPSET, check -> check.step(1)
                .op("Pad", List.of(check.value(5, 4), check.longs(0, -1, 2, 0, -2, -1))));
    }

    @Test
    void elementsArePicked() {
        for (long axis = 1; axis <= 3; axis++) {
            Attribute along = Attribute.of("axis", axis);
            OperatorCheck.batched(axis, OPSET, check -> check.step(1)
                    .op("Gather", List.of(check.value(3, 3, 3), check.longs(2, 0, 0, -1)), along));
            OperatorCheck.batched(axis, OPSET, check -> {
                String index = check.op("Squeeze", check.longs(1));
                return check.step(1).op("Gather", List.of(check.value(3, 3, 3), index), along);
            });
            OperatorCheck.batched(axis, OPSET, check -> {
                String index = check.op("Reshape", List.of(check.longs(0, 1, 1, 2), check.longs(2, 2)));
                return check.step(1).op("Gather", List.of(check.value(3, 3, 3), index), along);
            });
        }
        OperatorCheck.fixed(4, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(0, 1, 1, 2, 0, 0), check.longs(2, 3)));
            return check.step(1).op("GatherElements", List.of(check.value(3, 3), index), Attribute.of("axis", 0));
        });
        OperatorCheck.fixed(5, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(0, 1, 2, 2, 0, 1), check.longs(3, 2)));
            return check.step(1).op("GatherND", List.of(check.value(3, 3, 2), index));
        });
        OperatorCheck.batched(6, OPSET, check -> check.ops(
                        "TopK", List.of(check.value(7), check.longs(3)), 2, Attribute.of("axis", 1))
                .get(0));
    }

    @Test
    void elementsAreOverwritten() {
        OperatorCheck.fixed(1, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(0, 1, 2, 2), check.longs(2, 2)));
            return check.step(1)
                    .op(
                            "ScatterElements",
                            List.of(check.value(3, 2), index, check.value(2, 2)),
                            Attribute.of("axis", 0));
        });
        OperatorCheck.fixed(2, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(2, 0), check.longs(2, 1)));
            return check.step(1).op("ScatterND", List.of(check.value(3, 2), index, check.value(2, 2)));
        });
    }

    /** Several factors at one position. */
    @Test
    void whatIsMultipliedIntoPositions() {
        OperatorCheck.fixed(3, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(2, 0, 2, 1, 2, 0), check.longs(3, 2)));
            return check.op(
                    "ScatterElements",
                    List.of(check.value(3, 2), index, check.value(3, 2)),
                    Attribute.of("axis", 0),
                    Attribute.of("reduction", "mul"));
        });
        OperatorCheck.fixed(4, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(2, 0, 2), check.longs(3, 1)));
            return check.op(
                    "ScatterND",
                    List.of(check.value(3, 2), index, check.value(3, 2)),
                    Attribute.of("reduction", "mul"));
        });
    }

    /** Factors that are zero, alone and beside others. */
    @Test
    void zerosThatAreMultipliedIntoPositions() {
        OperatorCheck.fixed(5, OPSET, check -> {
            String index = check.op("Reshape", List.of(check.longs(0, 0, 1, 1, 1, 2), check.longs(6, 1)));
            String factors =
                    check.op("Mul", List.of(check.value(6, 1), check.floats(new long[] {6, 1}, 0, 1, 0, 0, 1, 1)));
            return check.op(
                    "ScatterElements",
                    List.of(check.value(3, 1), index, factors),
                    Attribute.of("axis", 0),
                    Attribute.of("reduction", "mul"));
        });
        OperatorCheck.fixed(6, OPSET, check -> {
            check.range(-0.5, 0.5);
            String index = check.op("Reshape", List.of(check.longs(0, 0, 1), check.longs(3, 1)));
            String steps = check.op("Floor", List.of(check.value(3, 1)));
            String factors = check.op("Add", List.of(check.value(3, 1), steps));
            return check.op(
                    "ScatterElements",
                    List.of(check.value(2, 1), index, factors),
                    Attribute.of("axis", 0),
                    Attribute.of("reduction", "mul"));
        });
    }

    @Test
    void depthBecomesSpaceAndBack() {
        Attribute two = Attribute.of("blocksize", 2);
        OperatorCheck.batched(1, OPSET, check -> check.step(1).op("DepthToSpace", check.value(8, 2, 3), two));
        OperatorCheck.batched(2, OPSET, check -> check.step(1)
                .op("DepthToSpace", check.value(8, 2, 3), two, Attribute.of("mode", "CRD")));
        OperatorCheck.batched(3, OPSET, check -> check.step(1).op("SpaceToDepth", check.value(2, 4, 2), two));
    }

    @Test
    void runningSums() {
        for (long exclusive = 0; exclusive <= 1; exclusive++) {
            for (long reverse = 0; reverse <= 1; reverse++) {
                Attribute[] how = {Attribute.of("exclusive", exclusive), Attribute.of("reverse", reverse)};
                OperatorCheck.batched(1, OPSET, check -> check.step(1)
                        .op("CumSum", List.of(check.value(4, 2), check.op("Squeeze", check.longs(1))), how));
            }
        }
    }

    @Property(tries = 60)
    void resizing(@ForAll long seed) {
        OperatorCheck.batched(seed, 19, check -> {
            String mode = List.of("nearest", "linear", "cubic").get(check.between(0, 2));
            List<String> coordinates = List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric");
            Attribute[] how = {
                Attribute.of("mode", mode),
                Attribute.of("coordinate_transformation_mode", coordinates.get(check.between(0, 3))),
                Attribute.of(
                        "nearest_mode",
                        List.of("floor", "ceil", "round_prefer_floor").get(check.between(0, 2)))
            };
            int h = check.between(2, 4);
            int w = check.between(2, 4);
            String x = check.step(1).value(2, h, w);
            if (check.between(0, 1) == 0) {
                long[] size = {check.between(1, 8), check.between(1, 8)};
                String batchAndChannels =
                        check.op("Slice", List.of(check.op("Shape", x), check.longs(0), check.longs(2)));
                String sizes =
                        check.op("Concat", List.of(batchAndChannels, check.longs(size)), Attribute.of("axis", 0));
                return check.op("Resize", List.of(x, "", "", sizes), how);
            }
            float[] factors = {0.6f, 1f, 1.5f, 2f, 2.7f};
            String scales =
                    check.floats(new long[] {4}, 1, 1, factors[check.between(0, 4)], factors[check.between(0, 4)]);
            return check.op("Resize", List.of(x, "", scales), how);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearest", "linear"})
    void upsamplingOfOldModels(String mode) {
        OperatorCheck.batched(1, 9, check -> {
            String scales = check.floats(new long[] {4}, 1, 1, 2, 3);
            return check.step(1).op("Upsample", List.of(check.value(2, 2, 3), scales), Attribute.of("mode", mode));
        });
    }

    @Test
    void averagesOverRegions() {
        OperatorCheck.fixed(
                31,
                16,
                check -> check.op(
                        "RoiAlign",
                        List.of(
                                check.value(1, 2, 5, 4),
                                check.floats(new long[] {2, 4}, 0.3f, 0.2f, 3.4f, 4.1f, 1, 1, 2, 3),
                                check.longs(0, 0)),
                        Attribute.of("output_height", 2),
                        Attribute.of("output_width", 3),
                        Attribute.of("sampling_ratio", 2)));
    }
}
