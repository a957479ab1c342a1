package xai4j.djl.engine;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import org.bytedeco.javacpp.Loader;
import xai4j.model.ModelException;

/**
 * Unpacks TensorFlow's native libraries from the class path into JavaCPP's cache folder, once per machine, and tells DJL
 * where they are; JavaCPP locks the folder, so that two processes may come first at once.
 */
final class TensorFlowLibrary {
    private static final String PATH = "TENSORFLOW_LIBRARY_PATH";
    private static final String FOLDER = "org/tensorflow/internal/c_api/";
    private static final String[] NAMES = {
        "libtensorflow_framework.so.2", "libtensorflow_cc.so.2", "libjnitensorflow.so",
        "libtensorflow_framework.2.dylib", "libtensorflow_cc.2.dylib", "libjnitensorflow.dylib",
        "tensorflow_cc.dll", "jnitensorflow.dll"
    };

    private TensorFlowLibrary() {}

    /** Unpacks what is on the class path, unless somebody has said where the libraries are. */
    static void prepare(String coordinates) {
        if (System.getenv(PATH) != null || System.getProperty(PATH) != null) {
            return;
        }
        String platform = Loader.getPlatform();
        File folder = null;
        for (String name : NAMES) {
            URL resource = TensorFlowLibrary.class.getClassLoader().getResource(FOLDER + platform + "/" + name);
            if (resource != null) {
                folder = unpack(resource).getParentFile();
            }
        }
        if (folder == null) {
            throw new ModelException("the native libraries of TensorFlow for " + platform
                    + " are not on the class path; add " + coordinates + ", or set " + PATH);
        }
        System.setProperty(PATH, folder.getPath());
    }

    private static File unpack(URL resource) {
        try {
            return Loader.cacheResource(resource);
        } catch (IOException e) {
            throw new ModelException(
                    "TensorFlow's native libraries cannot be unpacked (" + e.getMessage()
                            + "); is the folder of the property org.bytedeco.javacpp.cachedir writable?",
                    e);
        }
    }
}
