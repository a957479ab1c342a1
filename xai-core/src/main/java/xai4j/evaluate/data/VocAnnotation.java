package xai4j.evaluate.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import xai4j.evaluate.TruthMask;
import xai4j.image.Box;
import xai4j.tensor.XaiException;

/** A picture's description by Pascal VOC: the boxes of its objects, counted from 1, ends included. */
final class VocAnnotation {
    private VocAnnotation() {}

    /**
     * The pixels of all boxes.
     *
     * @throws XaiException if it cannot be read or holds no size or no box
     */
    static TruthMask read(Path file) {
        Document document = parse(file);
        int width = number(file, document.getDocumentElement(), "width");
        int height = number(file, document.getDocumentElement(), "height");
        NodeList found = document.getElementsByTagName("bndbox");
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element box = (Element) found.item(i);
            boxes.add(new Box(
                    number(file, box, "ymin") - 1,
                    number(file, box, "ymax"),
                    number(file, box, "xmin") - 1,
                    number(file, box, "xmax")));
        }
        if (boxes.isEmpty()) {
            throw new XaiException(file + " describes no object: it has no bndbox");
        }
        return TruthMask.of(width, height, boxes);
    }

    private static Document parse(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(file.toFile());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new XaiException("cannot read the annotation " + file + ": " + e.getMessage(), e);
        }
    }

    private static int number(Path file, Element parent, String tag) {
        NodeList found = parent.getElementsByTagName(tag);
        String text =
                found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
        try {
            return (int) Math.round(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new XaiException(
                    file + " has no number " + tag + (text.isEmpty() ? "" : ", but \"" + text + "\""), e);
        }
    }
}
