package xai4j.djl.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/** The definitions of the operations that the loaded TensorFlow knows. */
final class Operations {
    private Operations() {}

    static Map<String, OpDef> byName() {
        TF_Buffer buffer = tensorflow.TF_GetAllOpList();
        try {
            byte[] bytes = new byte[Math.toIntExact(buffer.length())];
            new BytePointer(buffer.data()).get(bytes);
            Map<String, OpDef> operations = new HashMap<>();
            OpList.parseFrom(bytes).getOpList().forEach(operation -> operations.put(operation.getName(), operation));
            return operations;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        } finally {
            tensorflow.TF_DeleteBuffer(buffer);
        }
    }
}
