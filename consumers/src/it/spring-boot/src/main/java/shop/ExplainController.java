package shop;

import java.awt.image.BufferedImage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import xai4j.Explainers;
import xai4j.explain.Explanation;
import xai4j.image.ImageException;
import xai4j.image.Images;
import xai4j.model.Model;

@RestController
class ExplainController {
    private final Model model;

    ExplainController(Model model) {
        this.model = model;
    }

    @PostMapping(path = "/explain", produces = MediaType.APPLICATION_JSON_VALUE)
    Explanation json(@RequestBody byte[] picture, @RequestParam(defaultValue = "grad-cam") String method) {
        return explain(Images.read(picture), method);
    }

    @PostMapping(path = "/explain", produces = MediaType.IMAGE_PNG_VALUE)
    byte[] png(@RequestBody byte[] picture, @RequestParam(defaultValue = "grad-cam") String method) {
        BufferedImage photograph = Images.read(picture);
        return explain(photograph, method).render().png(photograph);
    }

    private Explanation explain(BufferedImage photograph, String method) {
        return Explainers.named(method, model).set("max-seconds", "10").explain(photograph);
    }

    @ExceptionHandler({ImageException.class, IllegalArgumentException.class})
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    String mistake(RuntimeException e) {
        return e.getMessage();
    }
}
