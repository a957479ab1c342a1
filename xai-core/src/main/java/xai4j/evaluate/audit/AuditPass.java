package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import xai4j.data.LabelledImages;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.ManyPictures;
import xai4j.explain.Progress;
import xai4j.image.ImageException;
import xai4j.image.ObjectMask;
import xai4j.image.PreparedImage;
import xai4j.model.ModelException;

/** Once over all pictures: each is read, explained, and reduced to where its evidence lies. Pictures that cannot be are noted and passed over. */
final class AuditPass {
    private final Explainer<?> explainer;
    private final LabelledImages images;
    private final ObjectMasks masks;
    private final ClassMatch match;
    private final ManyPictures many;

    AuditPass(Explainer<?> explainer, LabelledImages images, ObjectMasks masks, ClassMatch match) {
        this.explainer = explainer;
        this.images = images;
        this.masks = masks;
        this.match = match;
        this.many = ManyPictures.of(List.of(explainer));
    }

    /** What came of it; {@code left} pictures were not begun since the time was over. */
    record Outcome(List<AuditedPicture> pictures, List<AuditFailure> failures, int left) {}

    private record One(
            @Nullable AuditedPicture picture, @Nullable AuditFailure failure) {}

    Outcome run(AuditBudget budget, @Nullable AuditProgress progress, Progress listener) {
        List<Integer> chosen = chosen(budget);
        AtomicInteger done = new AtomicInteger();
        long end = budget.time().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        long start = System.nanoTime();
        List<AuditedPicture> pictures = new ArrayList<>();
        List<AuditFailure> failures = new ArrayList<>();
        try (Stream<One> ones = many.map(chosen.stream(), index -> {
            if (System.nanoTime() - start > end) {
                return new One(null, null);
            }
            One one = one(index, progress);
            listener.report(done.incrementAndGet(), chosen.size());
            return one;
        })) {
            ones.forEach(one -> {
                if (one.picture() != null) {
                    pictures.add(one.picture());
                } else if (one.failure() != null) {
                    failures.add(one.failure());
                }
            });
        }
        return new Outcome(pictures, failures, chosen.size() - pictures.size() - failures.size());
    }

    /** All pictures, or a share of each class, in the data set's order. */
    private List<Integer> chosen(AuditBudget budget) {
        Map<Integer, Integer> seen = new HashMap<>();
        record Turn(int index, int turn) {}
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            turns.add(new Turn(i, seen.merge(images.label(i), 1, Integer::sum)));
        }
        return turns.stream()
                .sorted(Comparator.comparingInt(Turn::turn))
                .limit(budget.pictures().orElse(Integer.MAX_VALUE))
                .map(Turn::index)
                .sorted()
                .toList();
    }

    private One one(int index, @Nullable AuditProgress progress) {
        String name = images.name(index);
        Optional<AuditedPicture> known = progress == null ? Optional.empty() : progress.of(name);
        if (known.isPresent()) {
            return new One(known.get(), null);
        }
        try {
            AuditedPicture picture = audited(index, name);
            if (progress != null) {
                progress.add(picture);
            }
            return new One(picture, null);
        } catch (ImageException | ModelException e) {
            return new One(null, new AuditFailure(name, String.valueOf(e.getMessage())));
        }
    }

    private AuditedPicture audited(int index, String name) {
        BufferedImage photograph = images.image(index);
        PreparedImage image = explainer.model().spec().prepare(photograph).withoutFingerprints();
        Explanation explanation = many.inTurn(() -> explainer.explain(image));
        double[] points = EvidenceMap.points(explanation, photograph.getWidth(), photograph.getHeight());
        Optional<ObjectMask> mask = masks.of(name).filter(found -> found.area() > 0);
        EvidenceMap.Shares shares = EvidenceMap.Shares.of(points, mask.orElse(null));
        return new AuditedPicture(
                index,
                name,
                match.ofModel(images.label(index)),
                explanation.targets().get(0).index(),
                explanation.targets().get(0).score(),
                EvidenceMap.of(points),
                mask.flatMap(found -> EvidenceMap.registered(points, found)),
                shares.onObject(),
                shares.onBorder(),
                shares.inCorners());
    }
}
