package xai4j.report;

/** A name with its value, on a page. */
record PageFact(String name, String value) {}
