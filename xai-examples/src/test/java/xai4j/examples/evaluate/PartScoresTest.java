package xai4j.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.evaluate.data.Statistics;
import xai4j.evaluate.data.Summary;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.Species;
import xai4j.numeric.SpearmanCorrelation;

/** Each score is one for an explanation that tells the truth, and less for one that does not. */
class PartScoresTest {
    private static final int CRESTED_FENNET = 2;
    private static final int PALE_QUILLOW = 9;
    private static final Map<Part, Double> WORTH = Map.of(
            Part.CROWN,
            6.0,
            Part.WING,
            2.0,
            Part.TAIL,
            1.5,
            Part.BEAK,
            0.3,
            Part.BREAST,
            0.2,
            Part.EYE,
            0.1,
            Part.FEET,
            -0.2);
    private static final GivenTruth TRUTH = new GivenTruth(CRESTED_FENNET, WORTH, 0.2, Set.of(Part.CROWN));
    private static final PartImportances RIGHT = PartImportances.of(WORTH);
    private static final PartImportances REVERSED = times(-1);
    private static final PartImportances CONSTANT = PartImportances.of(constant());

    private static PartImportances times(double factor) {
        Map<Part, Double> values = new EnumMap<>(Part.class);
        WORTH.forEach((part, value) -> values.put(part, factor * value));
        return PartImportances.of(values);
    }

    private static Map<Part, Double> constant() {
        Map<Part, Double> values = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            values.put(part, 1.0);
        }
        return values;
    }

    @Test
    void singleDeletionAndExchangeAreCorrelationsOfRanks() {
        assertThat(PartScores.singleDeletion(TRUTH, RIGHT)).hasValue(1);
        assertThat(PartScores.singleDeletion(TRUTH, times(0.01))).hasValue(1);
        assertThat(PartScores.singleDeletion(TRUTH, REVERSED)).hasValue(0);
        assertThat(PartScores.singleDeletion(TRUTH, CONSTANT)).hasValue(0.5);
        assertThat(PartScores.singleExchange(TRUTH, RIGHT)).hasValue(1);
        assertThat(PartScores.singleExchange(TRUTH, REVERSED)).hasValue(0);
        // two neighbours of seven change places: 1 − 6·2/(7·48) = 27/28
        Map<Part, Double> swapped = new EnumMap<>(WORTH);
        swapped.put(Part.WING, 1.5);
        swapped.put(Part.TAIL, 2.0);
        assertThat(PartScores.singleDeletion(TRUTH, PartImportances.of(swapped)).orElseThrow())
                .isCloseTo((1 + 27.0 / 28) / 2, within(1e-12));
    }

    @Test
    void whereNoPartMattersThereIsNothingToCorrelate() {
        GivenTruth indifferent = new GivenTruth(CRESTED_FENNET, Map.of(), 0, Set.of());
        assertThat(PartScores.singleDeletion(indifferent, RIGHT)).isEmpty();
    }

    @Test
    void equalRanksAreShared() {
        assertThat(SpearmanCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {10, 20, 20, 70}))
                .isCloseTo(Math.sqrt(0.9), within(1e-12));
        assertThat(SpearmanCorrelation.of(new double[] {1, 2}, new double[] {3, 3}))
                .isNaN();
    }

    @Test
    void theSmallestSetsOfPartsThatTellASpecies() {
        assertThat(SufficientParts.minimal(CRESTED_FENNET)).containsExactly(Set.of(Part.CROWN));
        for (int i = 0; i < Species.ALL.size(); i++) {
            int species = i;
            List<Set<Part>> minimal = SufficientParts.minimal(i);
            assertThat(minimal).isNotEmpty();
            // the neighbour in the list differs in one part only, which no set can do without
            List<Part> only = Species.ALL.get(i).differencesFrom(Species.ALL.get(i ^ 1));
            assertThat(minimal).as(Species.ALL.get(species).name()).allSatisfy(parts -> assertThat(parts)
                    .containsAll(only));
        }
        assertThat(SufficientParts.minimal(PALE_QUILLOW))
                .allSatisfy(parts -> assertThat(parts).hasSize(2).contains(Part.BREAST));
    }

    @Test
    void theDataCheckWantsThePartsThatTellTheSpecies() {
        assertThat(PartScores.dataCheck(CRESTED_FENNET, Set.of(Part.CROWN))).isEqualTo(1);
        assertThat(PartScores.dataCheck(CRESTED_FENNET, EnumSet.allOf(Part.class)))
                .isEqualTo(1);
        assertThat(PartScores.dataCheck(CRESTED_FENNET, Set.of(Part.WING, Part.TAIL)))
                .isZero();
        assertThat(PartScores.dataCheck(PALE_QUILLOW, Set.of(Part.BREAST))).isEqualTo(0.5);
    }

    @Test
    void importantPartsAloneAreEnoughAndWithoutThemNothingIs() {
        assertThat(PartScores.preservation(TRUTH, Set.of(Part.CROWN))).isEqualTo(1);
        assertThat(PartScores.preservation(TRUTH, Set.of(Part.WING))).isZero();
        assertThat(PartScores.deletion(TRUTH, Set.of(Part.CROWN, Part.BACKGROUND)))
                .isEqualTo(1);
        assertThat(PartScores.deletion(TRUTH, Set.of(Part.WING))).isZero();
        assertThat(PartScores.deletion(TRUTH, Set.of())).isZero();
    }

    @Test
    void partsWithoutWhichNothingIsLostAreNotToBeNamed() {
        // beak, breast, eye, feet and the background cost less than a twentieth of ten
        assertThat(PartScores.distractibility(TRUTH, Set.of(Part.CROWN, Part.WING)))
                .hasValue(1);
        assertThat(PartScores.distractibility(TRUTH, Set.of(Part.CROWN, Part.FEET)))
                .hasValue(0.8);
        assertThat(PartScores.distractibility(TRUTH, EnumSet.allOf(Part.class))).hasValue(0);
        GivenTruth all = new GivenTruth(0, constant(), 100, Set.of());
        assertThat(PartScores.distractibility(all, Set.of())).isEmpty();
    }

    @Test
    void backgroundIndependenceCountsTheChangesThatCostLittle() {
        assertThat(PartScores.backgroundIndependence(TRUTH)).isEqualTo(1);
        assertThat(PartScores.backgroundIndependence(new GivenTruth(0, WORTH, 0.8, Set.of())))
                .isEqualTo(0.75);
        assertThat(PartScores.backgroundIndependence(new GivenTruth(0, WORTH, 3, Set.of())))
                .isEqualTo(0.5);
    }

    @Test
    void eachSpeciesIsToGetItsOwnParts() {
        PartImportances crown = PartImportances.of(Map.of(Part.CROWN, 1.0));
        PartImportances wing = PartImportances.of(Map.of(Part.WING, 1.0));
        Set<Part> ofFirst = Set.of(Part.CROWN, Part.EYE);
        Set<Part> ofSecond = Set.of(Part.WING);
        assertThat(PartScores.targetSensitivity(ofFirst, ofSecond, crown, wing)).isEqualTo(1);
        assertThat(PartScores.targetSensitivity(ofFirst, ofSecond, wing, crown)).isZero();
        assertThat(PartScores.targetSensitivity(ofFirst, ofSecond, RIGHT, RIGHT))
                .as("the same for both")
                .isZero();
        assertThat(PartScores.targetSensitivity(ofFirst, ofSecond, RIGHT, wing)).isEqualTo(0.5);
    }

    @Test
    void theTruthScoresOneInAllAndAConstantMapDoesNot() {
        Scorecard truth = card(RIGHT, 1);
        assertThat(truth.completeness()).isEqualTo(1);
        assertThat(truth.mean()).isEqualTo(1);
        assertThat(truth.threshold()).isBetween(0.029, 0.5);
        assertThat(card(CONSTANT, 0).mean()).isLessThan(0.5);
        assertThat(card(REVERSED, 0).mean()).isLessThan(0.4);
    }

    private static Scorecard card(PartImportances importances, double sensitivity) {
        Tally tally = new Tally();
        tally.add("bird", TRUTH, importances, OptionalDouble.of(sensitivity), 0);
        double threshold = tally.threshold();
        List<Summary> summaries = new Statistics(
                        tally.scores("hand-made", threshold), List.of("hand-made"), BirdMetric.words())
                .summaries();
        return Scorecard.of("hand-made", Map.of(), summaries, threshold, 0);
    }
}
