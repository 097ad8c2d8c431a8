package io.sparkseq2seq.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.WireFormat;
import org.tensorflow.framework.Summary;

class EventFileTest {
    /** TensorFlow's message, by the numbers in its event.proto. */
    private record Event(double wallTime, long step, String version, Summary summary) {}

    private static List<Event> events(byte[] file) throws IOException {
        var events = new ArrayList<Event>();
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            var data = new byte[Math.toIntExact(in.getLong())];
            in.getInt();
            in.get(data);
            in.getInt();
            events.add(event(CodedInputStream.newInstance(data)));
        }
        return events;
    }

    private static Event event(CodedInputStream in) throws IOException {
        double time = 0;
        long step = 0;
        String version = null;
        Summary summary = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> time = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> summary = Summary.parseFrom(in.readByteArray());
                default -> throw new IOException("field " + tag);
            }
        }
        return new Event(time, step, version, summary);
    }

    @Test
    void tensorFlowReadsTheScalars() throws IOException {
        var file = new EventFile(1.5e9);
        var scalars = new LinkedHashMap<String, Double>();
        scalars.put("loss/train", 2.25);
        scalars.put("bleu/valid", Double.NaN);
        scalars.put("ünits", -1e-3);
        file.add(1.5e9 + 0.25, 300_000_000_000L, scalars);
        var events = events(file.bytes());
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isEqualTo(new Event(1.5e9, 0, "brain.Event:2", null));
        assertThat(events.get(1).wallTime()).isEqualTo(1.5e9 + 0.25);
        assertThat(events.get(1).step()).isEqualTo(300_000_000_000L);
        var values = events.get(1).summary().getValueList();
        assertThat(values).extracting(Summary.Value::getTag).containsExactly("loss/train", "ünits");
        assertThat(values).extracting(Summary.Value::getSimpleValue).containsExactly(2.25f, -1e-3f);
    }

    @Test
    void lengthsAndRecordsHaveMaskedChecksums() {
        var bytes = new EventFile(0).bytes();
        // The length of every event file's first record, and its checksum.
        assertThat(HexFormat.of().formatHex(bytes, 0, 12)).isEqualTo("1800000000000000a37f4b22");
        assertThat(bytes).hasSize(8 + 4 + 24 + 4);
    }
}
