package io.sparkseq2seq.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.CRC32C;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.tensorflow.framework.Summary;

/**
 * Writes scalars for TensorBoard: records of TensorFlow's {@code Event} messages, each with its length and masked
 * CRC-32C checksums of both (TFRecord format).
 */
public final class EventFile {
    private static final String VERSION = "brain.Event:2";
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** @param seconds since 1970, when the file begins */
    public EventFile(double seconds) {
        event(seconds, event -> event.writeString(FILE_VERSION, VERSION));
    }

    /**
     * Scalars at a step; NaN is left out.
     *
     * @param seconds since 1970
     */
    public void add(double seconds, long step, Map<String, Double> scalars) {
        var summary = Summary.newBuilder();
        scalars.forEach((tag, value) -> {
            if (!Double.isNaN(value)) {
                summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value.floatValue()));
            }
        });
        event(seconds, event -> {
            event.writeInt64(STEP, step);
            event.writeMessage(SUMMARY, summary.build());
        });
    }

    public byte[] bytes() {
        return file.toByteArray();
    }

    private interface Content {
        void write(CodedOutputStream event) throws IOException;
    }

    private void event(double seconds, Content content) {
        var bytes = new ByteArrayOutputStream();
        var event = CodedOutputStream.newInstance(bytes);
        try {
            event.writeDouble(WALL_TIME, seconds);
            content.write(event);
            event.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        record(bytes.toByteArray());
    }

    private void record(byte[] data) {
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        file.writeBytes(length);
        file.writeBytes(little(Integer.BYTES).putInt(masked(length)).array());
        file.writeBytes(data);
        file.writeBytes(little(Integer.BYTES).putInt(masked(data)).array());
    }

    private static int masked(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
