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
    /** Batches whose texts are sorted by length together. */
    private static final int BATCHES = 16;
    /** Of a chunk, but for a text that is longer. */
    private static final long CHARACTERS = 200_000;

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

    /**
     * For texts that are translated: some batches and some characters at a time, whichever are fewer, so that memory is
     * bounded whatever comes.
     *
     * @param batch sentences that are translated together
     * @param characters of an element
     * @param mapping of a chunk, to as many results, none of them null
     */
    public static <A, B> ChunkedIterator<A, B> ofTexts(
            Iterator<A> elements, int batch, ToLongFunction<A> characters, Function<List<A>, List<B>> mapping) {
        return new ChunkedIterator<>(elements, BATCHES * batch, characters, CHARACTERS, mapping);
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
