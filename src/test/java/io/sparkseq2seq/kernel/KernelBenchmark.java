package io.sparkseq2seq.kernel;

import io.sparkseq2seq.model.NextTokens;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times each kernel by itself, on the reference model's shapes: a step of 64 sequences and 512 units, a sentence of 14
 * tokens a side, 64 rows of 8,000 logits. {@code scripts/bench kernels} runs it. The reference kernels say what
 * vectorizing is worth.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KernelBenchmark {
    private static final int ROWS = 64;
    private static final int UNITS = 512;
    private static final int LENGTH = 14;
    private static final int VOCABULARY = 8000;

    @Param({"fast", "reference"})
    public String kind;

    private final Random random = new Random(1);
    private final Map<Tensor, Tensor> originals = new IdentityHashMap<>();
    private Arena arena;
    private Kernels kernels;
    private Tensor gates;
    private Tensor candidate;
    private Tensor previous;
    private Tensor memory;
    private Tensor state;
    private Tensor logits;
    private Tensor bias;
    private Tensor dBias;
    private int[] targets;
    private int[] rows;
    private final NextTokens next = new NextTokens(VOCABULARY);
    private Kernels.Attended attended;
    private Kernels.Attended gradient;
    private Kernels.Head additive;
    private Kernels.Head product;
    private Tensor dV;

    @Setup(Level.Iteration)
    public void setUp() {
        arena = new Arena(true);
        kernels = kind.equals("fast") ? new FloatKernels() : new ReferenceKernels();
        gates = random(ROWS, 4 * UNITS);
        candidate = random(ROWS, UNITS);
        previous = random(ROWS, UNITS);
        memory = random(ROWS, UNITS);
        state = random(ROWS, UNITS);
        logits = random(ROWS, VOCABULARY);
        bias = random(1, VOCABULARY);
        dBias = random(1, VOCABULARY);
        targets = random.ints(ROWS, 0, VOCABULARY).toArray();
        rows = IntStream.range(0, LENGTH).toArray();
        attended = new Kernels.Attended(units(), units(), units(), random(LENGTH, LENGTH), units());
        gradient = new Kernels.Attended(units(), units(), units(), null, units());
        additive = new Kernels.Head(0, LENGTH, random(1, UNITS), 1);
        product = new Kernels.Head(0, LENGTH, null, 1 / Math.sqrt(UNITS));
        dV = random(1, UNITS);
    }

    /** What a kernel has overwritten: without it, gradients of gradients would soon be denormal numbers. */
    @Setup(Level.Invocation)
    public void restore() {
        originals.forEach((tensor, original) -> tensor.copy(original));
    }

    @TearDown(Level.Iteration)
    public void tearDown() {
        arena.close();
        originals.clear();
    }

    @Benchmark
    public void lstm() {
        kernels.lstm(gates, previous, memory, state);
    }

    @Benchmark
    public void lstmGradient() {
        kernels.lstmGradient(gates, previous, memory, state, candidate);
    }

    @Benchmark
    public void gru() {
        kernels.gru(gates.cols(0, 3 * UNITS), candidate, previous, state);
    }

    @Benchmark
    public void gruGradient() {
        kernels.gruGradient(gates.cols(0, 3 * UNITS), candidate, previous, state);
    }

    @Benchmark
    public void additiveAttention() {
        kernels.attend(additive, rows, LENGTH, attended);
    }

    @Benchmark
    public void additiveAttentionGradient() {
        kernels.attendGradient(additive, rows, LENGTH, attended, gradient, dV);
    }

    @Benchmark
    public void productAttention() {
        kernels.attend(product, rows, LENGTH, attended);
    }

    @Benchmark
    public void productAttentionGradient() {
        kernels.attendGradient(product, rows, LENGTH, attended, gradient, null);
    }

    @Benchmark
    public double crossEntropy() {
        return kernels.crossEntropy(logits, bias, targets, 0, 0.1, 1, dBias);
    }

    @Benchmark
    public int nextTokens() {
        int found = 0;
        for (int row = 0; row < ROWS; row++) {
            logits.load(row, next.logits());
            kernels.add(bias, next.logits());
            next.normalize();
            found += next.find(next.reachedBy(5));
        }
        return found;
    }

    @Benchmark
    public void dropout() {
        kernels.dropout(state, 0.3, 7);
    }

    private Tensor units() {
        return random(LENGTH, UNITS);
    }

    private Tensor random(int height, int width) {
        var tensor = arena.tensor(height, width);
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                tensor.set(r, c, random.nextGaussian());
            }
        }
        var original = arena.tensor(height, width);
        original.copy(tensor);
        originals.put(tensor, original);
        return tensor;
    }
}
