package io.sparkseq2seq.model;

import io.sparkseq2seq.kernel.Arena;
import io.sparkseq2seq.kernel.Packing;
import io.sparkseq2seq.kernel.Tensor;

/**
 * A cell run over a packed batch in one direction, and back through time. The products of the inputs with their weights
 * are taken by the caller for all time steps at once; only the recurrent product is left to each step.
 */
final class Recurrence {
    private final RecurrentCell cell;
    private final boolean reverse;

    private Packing packing;
    private Tensor gates;
    private Tensor aux;
    private Tensor state;
    private Tensor initial;
    private Arena arena;

    /** @param reverse whether it reads each sequence from its end */
    Recurrence(RecurrentCell cell, boolean reverse) {
        this.cell = cell;
        this.reverse = reverse;
    }

    /**
     * Runs the cell over all steps.
     *
     * @param gates [N, gates · h] in: the input's part of the sums; kept, and holds the gates afterwards
     * @param initial states before the first step, in packed order [sequences, h]; null for zero
     * @param state [N, h] out; kept
     */
    void forward(Packing packing, Tensor gates, Tensor initial, Tensor state, Arena arena) {
        this.packing = packing;
        this.gates = gates;
        this.initial = initial;
        this.state = state;
        this.arena = arena;
        aux = arena.tensor(packing.size(), state.cols());
        for (int i = 0; i < packing.steps(); i++) {
            int step = reverse ? packing.steps() - 1 - i : i;
            cell.step(at(gates, step), previousState(step), previous(aux, step), at(aux, step), at(state, step));
        }
    }

    /**
     * Back through time. Afterwards the gates given to {@link #forward} hold the gradient of the sums.
     *
     * @param dState [N, h] gradient of the states; destroyed
     * @param dInitial [sequences, h] gradient of the initial states, overwritten; null when there were none
     * @return the gradient of the sums, as a factor of products
     */
    Tensor backward(Tensor dState, Tensor dInitial) {
        int h = state.cols();
        var dCarry = arena.zeros(packing.sequences(), h);
        if (dInitial != null) {
            dInitial.clear();
        }
        for (int i = packing.steps() - 1; i >= 0; i--) {
            int step = reverse ? packing.steps() - 1 - i : i;
            int count = packing.count(step);
            var dPrevious = isFirst(step) ? dInitial : previous(dState, step);
            cell.gradient(
                    at(gates, step),
                    previousState(step),
                    previous(aux, step),
                    at(aux, step),
                    at(dState, step),
                    dCarry.rows(0, count),
                    dPrevious);
        }
        var dGates = cell.product().factor(gates, arena);
        cell.weightGradient(previousStates(), dGates, aux);
        return dGates;
    }

    /** For every row the state that its step started from, [N, h]. */
    private Tensor previousStates() {
        var shifted = arena.tensor(packing.size(), state.cols());
        for (int step = 0; step < packing.steps(); step++) {
            var before = previousState(step);
            var rows = at(shifted, step);
            for (int i = 0; i < before.rows(); i++) {
                rows.copyRow(i, before, i);
            }
            rows.rows(before.rows(), rows.rows() - before.rows()).clear();
        }
        return shifted;
    }

    private Tensor previousState(int step) {
        return isFirst(step) && initial != null ? initial : previous(state, step);
    }

    /** The rows of the step before that go on into this one: none at the first. */
    private Tensor previous(Tensor packed, int step) {
        if (isFirst(step)) {
            return packed.rows(0, 0);
        }
        int before = reverse ? step + 1 : step - 1;
        int count = Math.min(packing.count(before), packing.count(step));
        return packed.rows(packing.offset(before), count);
    }

    private boolean isFirst(int step) {
        return step == (reverse ? packing.steps() - 1 : 0);
    }

    private Tensor at(Tensor packed, int step) {
        return packed.rows(packing.offset(step), packing.count(step));
    }
}
