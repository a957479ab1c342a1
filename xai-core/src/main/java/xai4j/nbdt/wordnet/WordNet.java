package xai4j.nbdt.wordnet;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.XaiException;

/**
 * The nouns of WordNet 3.0 (Miller 1995; its numbers are ImageNet's), read by extJWNL. Both are optional dependencies of this
 * library.
 */
public final class WordNet {
    private static final String MISSING =
            "WordNet is not on the class path; add these dependencies: net.sf.extjwnl:extjwnl:2.0.5 and"
                    + " net.sf.extjwnl:extjwnl-data-wn30:1.2";

    private final Nouns nouns;

    private WordNet(Nouns nouns) {
        this.nouns = nouns;
    }

    /**
     * Opens the dictionary on the class path, which takes about a second.
     *
     * @throws XaiException naming the dependencies to add, if it is not there
     */
    public static WordNet open() {
        try {
            return new WordNet(Nouns.open());
        } catch (NoClassDefFoundError | IllegalArgumentException e) {
            throw new XaiException(MISSING, e);
        }
    }

    /**
     * The concept of a number.
     *
     * @param wnid a text that begins with it, {@code n02084071}
     * @throws XaiException if WordNet 3.0 has no such noun
     */
    public Concept numbered(String wnid) {
        Concept concept = Concept.isNumbered(wnid) ? nouns.at(wnid.substring(0, 9)) : null;
        if (concept == null) {
            throw new XaiException("\"" + wnid + "\" is no noun of WordNet 3.0; numbers look like n02084071");
        }
        return concept;
    }

    /**
     * What the classes of a network mean. A label may be a number ({@code n02084071}, or {@code n02084071 dog}), a word or
     * several with the same meaning, {@code great white shark, white shark}; see {@link Senses} for which sense is taken.
     *
     * @throws XaiException naming the labels that are not in WordNet
     */
    public List<Concept> meanings(List<String> labels) {
        Senses senses = new Senses(nouns);
        List<@Nullable Concept> found = senses.of(labels);
        List<String> unknown = IntStream.range(0, labels.size())
                .filter(i -> found.get(i) == null)
                .mapToObj(labels::get)
                .toList();
        if (!unknown.isEmpty()) {
            throw new XaiException("WordNet has no noun for " + unknown.size() + " of the " + labels.size()
                    + " classes: " + String.join(", ", unknown.subList(0, Math.min(5, unknown.size())))
                    + (unknown.size() > 5 ? ", …" : "")
                    + "; give their WordNet numbers: wnids=FILE, a line per class");
        }
        return found.stream().map(java.util.Objects::requireNonNull).toList();
    }

    /**
     * A concept and what it is a kind of, up to {@code entity}. Where WordNet gives several, the first is followed, so that all
     * chains together are a tree.
     */
    public List<Concept> chain(Concept concept) {
        return nouns.chain(concept);
    }
}
