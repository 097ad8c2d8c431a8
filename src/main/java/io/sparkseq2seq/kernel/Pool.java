package io.sparkseq2seq.kernel;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Objects that one thread at a time may use. There are as many as were ever in use at once, however many threads come
 * and go. Thread-locals would not do: Spark's threads end after a minute without work, and their native memory would be
 * lost.
 */
public final class Pool<T> {
    private final Supplier<T> maker;
    private final Deque<T> idle = new ConcurrentLinkedDeque<>();

    Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Uses one of the objects, which must not be kept. */
    public <R> R get(Function<T, R> use) {
        var last = idle.pollFirst();
        var object = last != null ? last : maker.get();
        try {
            return use.apply(object);
        } finally {
            idle.addFirst(object);
        }
    }

    /** The same without a result. */
    public void run(Consumer<T> use) {
        get(object -> {
            use.accept(object);
            return null;
        });
    }
}
