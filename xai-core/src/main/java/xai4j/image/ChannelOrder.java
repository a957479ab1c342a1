package xai4j.image;

/** Which colour comes first in the channel axis. */
public enum ChannelOrder {
    /** Red, green, blue. */
    RGB,
    /** Blue, green, red. */
    BGR
}
