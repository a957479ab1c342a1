package xai4j.examples.serve.web;

import java.awt.image.BufferedImage;

/**
 * A picture to begin with.
 *
 * @param title what is seen on it
 * @param note why it is worth a look, or empty
 * @param picture the picture
 */
public record Example(String title, String note, BufferedImage picture) {}
