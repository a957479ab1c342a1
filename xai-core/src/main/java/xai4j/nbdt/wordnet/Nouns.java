package xai4j.nbdt.wordnet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Pointer;
import net.sf.extjwnl.data.PointerType;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.dictionary.Dictionary;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.XaiException;

/** The only class that touches extJWNL. Not for several threads at once. */
final class Nouns {
    /** Named, so that another WordNet on the class path, whose numbers differ, is never taken for 3.0. */
    private static final String WORDNET_30 = "/net/sf/extjwnl/data/wordnet/wn30/res_properties.xml";

    private final Dictionary dictionary;
    private final Map<String, List<Concept>> chains = new HashMap<>();

    private Nouns(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** @throws IllegalArgumentException if the data are not on the class path */
    static Nouns open() {
        try {
            return new Nouns(Dictionary.getResourceInstance(WORDNET_30));
        } catch (JWNLException e) {
            throw unreadable(e);
        }
    }

    private static XaiException unreadable(JWNLException e) {
        return new XaiException("WordNet cannot be read: " + e.getMessage(), e);
    }

    /** The concept of a number, or null. */
    @Nullable
    Concept at(String wnid) {
        Synset synset = synset(wnid);
        return synset == null ? null : concept(synset);
    }

    private @Nullable Synset synset(String wnid) {
        long offset = Long.parseLong(wnid.substring(1));
        try {
            Synset synset = dictionary.getSynsetAt(POS.NOUN, offset);
            return synset != null && synset.getOffset() == offset ? synset : null;
        } catch (JWNLException e) {
            throw unreadable(e);
        } catch (RuntimeException e) {
            // The file is read at the offset; one in the middle of an entry gives text that is none.
            return null;
        }
    }

    private static Concept concept(Synset synset) {
        return new Concept(
                String.format(Locale.ROOT, "n%08d", synset.getOffset()),
                synset.getWords().get(0).getLemma());
    }

    /** The senses of a word, the most usual first; none if there is no such noun. */
    List<Concept> senses(String word) {
        try {
            IndexWord entry = dictionary.getIndexWord(POS.NOUN, word);
            List<Concept> senses = new ArrayList<>();
            // The list loads its elements when asked for them one by one; its forEach finds none.
            for (int i = 0; entry != null && i < entry.getSenses().size(); i++) {
                senses.add(concept(entry.getSenses().get(i)));
            }
            return senses;
        } catch (JWNLException e) {
            throw unreadable(e);
        }
    }

    /** Whether it has the word among its own. */
    boolean bears(Concept concept, String word) {
        Synset synset = synset(concept.wnid());
        return synset != null && synset.containsWord(word);
    }

    /** Whether it is one thing or person with a name, not a kind. */
    boolean isInstance(Concept concept) {
        Synset synset = synset(concept.wnid());
        return synset != null
                && !synset.getPointers(PointerType.INSTANCE_HYPERNYM).isEmpty();
    }

    /** The concept and, by the first hypernym of each, everything above. */
    List<Concept> chain(Concept concept) {
        List<Concept> known = chains.get(concept.wnid());
        if (known != null) {
            return known;
        }
        List<Concept> chain = new ArrayList<>();
        for (Synset synset = synset(concept.wnid()); synset != null; synset = above(synset)) {
            chain.add(concept(synset));
        }
        chains.put(concept.wnid(), List.copyOf(chain));
        return List.copyOf(chain);
    }

    private static @Nullable Synset above(Synset synset) {
        try {
            for (PointerType type : List.of(PointerType.HYPERNYM, PointerType.INSTANCE_HYPERNYM)) {
                List<Pointer> pointers = synset.getPointers(type);
                if (!pointers.isEmpty()) {
                    return pointers.get(0).getTargetSynset();
                }
            }
            return null;
        } catch (JWNLException e) {
            throw unreadable(e);
        }
    }
}
