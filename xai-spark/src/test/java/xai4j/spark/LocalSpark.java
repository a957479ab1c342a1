package xai4j.spark;

import org.apache.spark.sql.SparkSession;

/** A Spark of two threads within this JVM. */
final class LocalSpark {
    private LocalSpark() {}

    /**
     * Starts it, without its page and with as few partitions behind a shuffle as there are threads.
     *
     * @param settings names and values by turns
     */
    static SparkSession start(String... settings) {
        SparkSession.Builder spark = SparkSession.builder()
                .master("local[2]")
                .appName("xai4j")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2");
        for (int i = 0; i < settings.length; i += 2) {
            spark.config(settings[i], settings[i + 1]);
        }
        return spark.getOrCreate();
    }
}
