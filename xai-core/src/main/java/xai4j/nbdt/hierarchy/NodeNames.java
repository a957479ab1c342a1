package xai4j.nbdt.hierarchy;

/** Where the names of inner nodes come from. */
public enum NodeNames {
    /** The tree's own: its file's, or the first classes below a node. */
    OWN,
    /** WordNet: the nearest concept of which all classes below a node are kinds. */
    WORDNET
}
