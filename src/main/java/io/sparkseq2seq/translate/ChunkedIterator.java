package io.sparkseq2seq.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Elements that are worked on some at a time, in order: a chunk is read and mapped when its first result is asked for.
 *
 * @param <A> what comes in
 * @param <B> what it becomes
 */
public final class ChunkedIterator<A, B> implements Iterator<B> {
    private final Iterator<A> elements;
    private final int size;
    private final ToLongFunction<A> weight;
    private final long weightOfChunk;
    private final Function<List<A>, List<B>> mapping;
    private final Queue<B> ready = new ArrayDeque<>();

    /**
     * @param size of a chunk; the last one may be smaller
     * @param mapping of a chunk, to as many results, none of them null
     */
    public ChunkedIterator(Iterator<A> elements, int size, Function<List<A>, List<B>> mapping) {
        this(elements, size, element -> 0, Long.MAX_VALUE, mapping);
    }

    /**
     * @param size of a chunk at most
     * @param weight of an element
     * @param weightOfChunk a chunk that has it takes no more elements
     * @param mapping of a chunk, to as many results, none of them null
     */
    public ChunkedIterator(
            Iterator<A> elements,
            int size,
            ToLongFunction<A> weight,
            long weightOfChunk,
            Function<List<A>, List<B>> mapping) {
        this.elements = elements;
        this.size = size;
        this.weight = weight;
        this.weightOfChunk = weightOfChunk;
        this.mapping = mapping;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || elements.hasNext();
    }

    @Override
    public B next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            var chunk = new ArrayList<A>();
            long heavy = 0;
            while (elements.hasNext() && chunk.size() < size && heavy < weightOfChunk) {
                var element = elements.next();
                chunk.add(element);
                heavy += weight.applyAsLong(element);
            }
            ready.addAll(mapping.apply(chunk));
        }
        return ready.remove();
    }
}
