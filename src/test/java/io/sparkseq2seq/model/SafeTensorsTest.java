package io.sparkseq2seq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkseq2seq.kernel.FloatVector;
import io.sparkseq2seq.model.SafeTensorsWriter.Named;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
    private static final float[] VALUES = {1.5f, -0.0f, Float.MIN_VALUE, -Float.MAX_VALUE, 3, 4};

    private static FloatVector vector(float... values) {
        var vector = FloatVector.allocate(values.length);
        vector.bytes(0, values.length).asFloatBuffer().put(values);
        return vector;
    }

    private static float[] values(FloatVector vector) {
        var values = new float[(int) vector.size()];
        vector.bytes(0, values.length).asFloatBuffer().get(values);
        return values;
    }

    private static byte[] written(List<Named> tensors) throws IOException {
        var out = new ByteArrayOutputStream();
        SafeTensorsWriter.write(out, tensors, Map.of("tool", "1 \"☃\""));
        return out.toByteArray();
    }

    /** A file of a header as it is given, with so many bytes after it. */
    private static byte[] file(String header, int data) {
        var text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static SafeTensors open(byte[] file) throws IOException {
        return SafeTensors.open(new ByteArrayInputStream(file), file.length);
    }

    @Test
    void whatWasWrittenIsReadBitForBit() throws IOException {
        var file = written(List.of(
                new Named("a.b", List.of(2L, 3L), vector(VALUES)),
                Named.vector("none", vector()),
                Named.vector("one", vector(7))));
        var read = open(file);
        assertThat(read.header().metadata()).containsExactly(Map.entry("tool", "1 \"☃\""));
        var first = FloatVector.allocate(6);
        var one = FloatVector.allocate(1);
        // In another order than the file's.
        read.read(List.of(
                Named.vector("one", one), Named.vector("none", vector()), new Named("a.b", List.of(2L, 3L), first)));
        assertThat(values(first)).usingComparator(Arrays::compare).isEqualTo(VALUES);
        assertThat(values(one)).containsExactly(7);
    }

    /** By nothing but the format's own words. */
    @Test
    void otherProgramsFindTheTensorsWhereTheHeaderSays() throws IOException {
        var bytes = written(List.of(Named.vector("x", vector(9)), new Named("y", List.of(2L, 3L), vector(VALUES))));
        var file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(file.getLong(0));
        assertThat((8 + header) % 64).isZero();
        var json = new ObjectMapper().readTree(new String(bytes, 8, header, StandardCharsets.UTF_8));
        assertThat(json.path("y").toString()).isEqualTo("{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[4,28]}");
        for (int i = 0; i < VALUES.length; i++) {
            assertThat(file.getFloat(8 + header + 4 + 4 * i)).isEqualTo(VALUES[i]);
        }
        assertThat(bytes).hasSize(8 + header + 28);
    }

    @Test
    void bf16IsWidened() throws IOException {
        var file = file("{\"x\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,6]}}", 6);
        var data = ByteBuffer.wrap(file, file.length - 6, 6).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3FC0).putShort((short) 0xC000).putShort((short) 0x0001);
        var read = FloatVector.allocate(3);
        open(file).read(List.of(Named.vector("x", read)));
        assertThat(values(read)).containsExactly(1.5f, -2, Float.intBitsToFloat(0x10000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | take 4 bytes, where the file has 8",
                "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | take 12 bytes, where the file has 8",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | begins at byte 4, where 0 belongs",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'y':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
                        + " | begins at byte 4, where 8 belongs",
                "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | does not take the bytes",
                "{'x':{'dtype':'F32','shape':[1073741824],'data_offsets':[0,4294967296]}} | take 4294967296 bytes",
                "{'x':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | does not take",
                "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | negative",
                "{'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | VALUE_NUMBER_FLOAT where",
                "{'x':{'dtype':'F32','shape':[NaN],'data_offsets':[0,8]}} | NaN",
                "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | VALUE_STRING where",
                "{'x':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | out of range",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} | too many",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8]}} | two offsets",
                "{'x':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}} | F64",
                "{'x':{'dtype':null,'shape':[2],'data_offsets':[0,8]}} | VALUE_NULL",
                "{'x':{'shape':[2],'data_offsets':[0,8]}} | lacks its type",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'class':'a'}} | 'class'",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'x':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}}"
                        + " | Duplicate",
                "{'__metadata__':{'a':1},'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | __metadata__",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} {} | after its end",
                "[] | START_ARRAY",
                "{'x':{'dtype':'F32' | Unexpected end-of-input",
            })
    void aHeaderThatIsNotRightIsRefused(String header, String reason) {
        assertThatThrownBy(() -> open(file(header.replace('\'', '"').replace("\"class\" ", "'class' "), 8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1);
    }

    @Test
    void aHeaderThatClaimsMoreThanThereIsTakesNoMemory() {
        for (long claim : new long[] {0, 1, 1_000, 1L << 32, SafeTensorsHeader.MOST_BYTES + 1, -1, Long.MIN_VALUE}) {
            var file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(claim);
            assertThatThrownBy(() -> open(file.array()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a header of " + Long.toUnsignedString(claim) + " bytes in a file of 64");
        }
        assertThatThrownBy(() -> open(new byte[5])).isInstanceOf(IOException.class);
    }

    @Test
    void bracketsInBracketsAreRefusedAtOnce() {
        for (String open : List.of("[", "{\"a\":")) {
            assertThatThrownBy(() -> open(file("{\"x\":{\"shape\":" + open.repeat(100_000), 8)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void onlyTheTensorsThatBelongAreRead() throws IOException {
        var file = written(List.of(Named.vector("x", vector(1, 2))));
        var two = vector(8, 9);
        for (var wanted : List.of(
                List.of(Named.vector("x", vector(5))),
                List.of(Named.vector("y", two)),
                List.of(Named.vector("x", two), Named.vector("y", two)),
                List.of(new Named("x", List.of(1L, 2L), two)),
                List.<Named>of())) {
            assertThatThrownBy(() -> open(file).read(wanted)).isInstanceOf(IOException.class);
        }
        assertThat(values(two)).containsExactly(8, 9);
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            var file = written(List.of(Named.vector("x", vector(1, bad, 2))));
            assertThatThrownBy(() -> open(file).read(List.of(Named.vector("x", vector(0, 0, 0)))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("x holds a number that is infinite");
        }
    }
}
