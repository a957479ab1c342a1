package xai4j.report;

/**
 * A picture on a page, with the words below it.
 *
 * @param source a {@code data:} address
 * @param caption below it; may be empty
 * @param alt says the same to who cannot see it
 */
record ShownPicture(String source, String caption, String alt) {}
