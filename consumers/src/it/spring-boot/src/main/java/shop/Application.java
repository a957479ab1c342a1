package shop;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import xai4j.Models;
import xai4j.json.ExplanationJson;
import xai4j.model.Model;

/** A service that explains pictures: {@code POST /explain} answers with JSON or with a picture. */
@SpringBootApplication
public class Application {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    /** One model for all requests; Spring closes it. */
    @Bean
    Model model(@Value("${model}") Path file) {
        return Models.load(file);
    }

    /** Spring Boot adds it to its own mapper, so that a controller returns explanations as they are. */
    @Bean
    com.fasterxml.jackson.databind.Module explanations() {
        return ExplanationJson.module();
    }
}
