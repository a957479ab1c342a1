package xai4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import de.viadee.xai.anchor.algorithm.NoCandidateFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kie.kogito.explainability.local.shap.ShapConfig.RegularizerType;
import xai4j.Explainers;
import xai4j.anchors.AnchorRule;
import xai4j.coalition.Game;

class RivalsTest {
    @ParameterizedTest
    @ValueSource(ints = {12, 50})
    void theRuleOfAnchorJIsFoundInAFractionOfItsCalls(int players) throws NoCandidateFoundException {
        AtomicLong calls = new AtomicLong();
        Game game = Rivals.counted(Rivals.needing(players, 3, players - 1), calls);
        List<Integer> theirs = new ArrayList<>(AnchorRival.find(game, 1).getCanonicalFeatures());
        long theirCalls = calls.getAndSet(0);
        AnchorRule ours = Explainers.anchors(Rivals.NONE).evaluate(game);
        assertThat(ours.regions()).isEqualTo(theirs).containsExactly(3, players - 1);
        assertThat(ours.confirmed()).isTrue();
        assertThat(calls.get()).isLessThanOrEqualTo(3000).isLessThan(theirCalls / 20);
    }

    @Test
    void additiveGamesAreReproducedWhereTrustyAiDoesNot() throws InterruptedException, ExecutionException {
        KnownGame known = KnownGame.interacting(50, 0, 2, 1);
        double theirs = known.error(new TrustyShap(1000, RegularizerType.NONE).values(known.game(), 1));
        double ours = known.error(Explainers.kernelShap(Rivals.NONE)
                .samples(1000)
                .evaluate(known.game())
                .values()[0]);
        assertThat(ours).isLessThan(1e-9);
        assertThat(theirs).isGreaterThan(0.01);
    }
}
