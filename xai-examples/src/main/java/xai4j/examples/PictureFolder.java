package xai4j.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import xai4j.data.ImageFolder;
import xai4j.tensor.XaiException;

/** The photographs in a folder, each with the name of the sub-folder that its results go to. */
record PictureFolder(List<Picture> pictures) {
    /**
     * One of them.
     *
     * @param file the photograph
     * @param name its path in the folder without its ending; with it where two would have one name
     */
    record Picture(Path file, String name) {}

    /**
     * Lists a folder and those below it.
     *
     * @throws XaiException if it holds no picture
     */
    static PictureFolder of(Path folder) {
        List<Path> files = ImageFolder.files(folder);
        if (files.isEmpty()) {
            throw new XaiException("folder " + folder + " has no images (png, jpg, bmp, gif, tif, webp)");
        }
        Map<String, Integer> counts = new HashMap<>();
        files.forEach(file -> counts.merge(withoutEnding(name(folder, file)), 1, Integer::sum));
        List<Picture> pictures = new ArrayList<>();
        for (Path file : files) {
            String whole = name(folder, file);
            String bare = withoutEnding(whole);
            pictures.add(new Picture(file, counts.getOrDefault(bare, 1) > 1 ? whole : bare));
        }
        return new PictureFolder(pictures);
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= name.lastIndexOf('/') + 1 ? name : name.substring(0, dot);
    }
}
