package xai4j.nbdt.hierarchy;

import java.nio.file.Path;
import xai4j.io.Sha256;

/** Where the tree over the classes comes from; one value, so that the last that was said holds. */
public sealed interface TreeSource {
    /** Induced from the rows of the last layer; the default. */
    record Induced() implements TreeSource {
        @Override
        public String text() {
            return "";
        }
    }

    /** What the classes are, from WordNet. */
    record Meanings() implements TreeSource {
        @Override
        public String text() {
            return WORDNET;
        }
    }

    /** A file of {@link HierarchyFile}. */
    record File(Path path) implements TreeSource {
        @Override
        public String text() {
            return path.toString();
        }
    }

    /** A tree of the program's own; in text its fingerprint, as the explanation itself holds the tree. */
    record Given(Hierarchy tree) implements TreeSource {
        @Override
        public String text() {
            return GIVEN + Sha256.of(HierarchyFile.json(tree));
        }
    }

    /** The word for {@link Meanings}. */
    String WORDNET = "wordnet";

    /** Begins the text of {@link Given}: the SHA-256 of the tree as {@link HierarchyFile#write} writes it. */
    String GIVEN = "given:";

    /** As in options and provenance. */
    String text();

    /**
     * Reads a file's path, {@value #WORDNET}, or nothing.
     *
     * @throws IllegalArgumentException for the text of a tree that a program gave, which can't be found by its fingerprint
     */
    static TreeSource parse(String text) {
        if (text.startsWith(GIVEN)) {
            throw new IllegalArgumentException("the tree " + text
                    + " was given by a program; write the explanation's \"hierarchy\" to a file and give that");
        }
        if (text.isEmpty()) {
            return new Induced();
        }
        return text.equals(WORDNET) ? new Meanings() : new File(Path.of(text));
    }
}
