package io.sparkseq2seq.averaging;

import io.sparkseq2seq.config.TrainSettings;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * The learning rate of a step: a linear warm-up to the highest rate, then a decay. A step is one batch of a worker, so
 * all workers are at the same step at the same time.
 *
 * <p>The decay at plateaus depends on validation, not on the step: its factor comes with each round.
 *
 * <p>With inverse-sqrt the rate at step t past the start s is rate · √(s / t) (Vaswani et al. 2017).
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class LearningRate implements ISchedule {
    private static final long serialVersionUID = 1;

    private double highest;
    private int warmup;
    private TrainSettings.Decay decay;
    private int decayStart;
    private double decayRate;
    private int decaySteps;

    LearningRate() {}

    /** The schedule that the settings describe. */
    public LearningRate(TrainSettings train) {
        highest = train.learningRate();
        warmup = train.warmupSteps();
        decay = train.decay();
        decayStart = train.decayStart();
        decayRate = train.decayRate();
        decaySteps = train.decaySteps();
    }

    /** @param iteration steps done before this one */
    @Override
    public double valueAt(int iteration, int epoch) {
        int step = iteration + 1;
        double warm = step < warmup ? (double) step / warmup : 1;
        int start = Math.max(decayStart, 1);
        double decayed =
                switch (decay) {
                    case NONE, PLATEAU -> 1;
                    case INVERSE_SQRT -> step <= start ? 1 : Math.sqrt((double) start / step);
                    case EXPONENTIAL -> step <= decayStart ? 1 : Math.pow(decayRate, (step - decayStart) / decaySteps);
                };
        return highest * warm * decayed;
    }

    @Override
    public ISchedule clone() {
        try {
            return (ISchedule) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    // Equal schedules make DL4J update all parameters as one block.

    @Override
    public boolean equals(Object other) {
        return other instanceof LearningRate that
                && highest == that.highest
                && warmup == that.warmup
                && decay == that.decay
                && decayStart == that.decayStart
                && decayRate == that.decayRate
                && decaySteps == that.decaySteps;
    }

    @Override
    public int hashCode() {
        return Objects.hash(highest, warmup, decay, decayStart, decayRate, decaySteps);
    }
}
