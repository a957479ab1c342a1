package xai4j.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import xai4j.explain.Explanation;

/** Teaches somebody else's mapper the form of {@link ExplanationJson}, whatever that mapper's own settings are. */
final class ExplanationModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ExplanationModule() {
        super("xai4j");
        addSerializer(new Writer());
        addDeserializer(Explanation.class, new Reader());
    }

    private static final class Writer extends StdSerializer<Explanation> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Explanation.class);
        }

        @Override
        public void serialize(Explanation explanation, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeTree(ExplanationJson.tree(explanation));
        }

        /** The tree names its type itself. */
        @Override
        public void serializeWithType(
                Explanation explanation, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            serialize(explanation, out, provider);
        }
    }

    private static final class Reader extends StdDeserializer<Explanation> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Explanation.class);
        }

        @Override
        public Explanation deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return ExplanationJson.read(in.readValueAsTree().toString());
        }

        @Override
        public Object deserializeWithType(JsonParser in, DeserializationContext context, TypeDeserializer type)
                throws IOException {
            return deserialize(in, context);
        }
    }
}
