package io.sparkseq2seq.averaging;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Carries network states from the driver to tasks, and from one task to the next, while it is open. Spark moves them
 * between machines. If driver and tasks share one JVM, the states stay in its memory and only a key travels, because
 * Spark would serialize, compress, write and read them even there.
 */
public final class Exchange implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1;

    /** States that stay in this JVM, by exchange and number, of all open exchanges. */
    private static final Map<UUID, Map<Integer, Object>> LOCAL = new ConcurrentHashMap<>();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final UUID id = UUID.randomUUID();
    private final boolean keepsSent;
    private final transient JavaSparkContext context;
    private final transient List<Broadcast<?>> broadcasts = new ArrayList<>();

    /** @param sentFits whether everything that tasks send fits into the memory of one JVM at once */
    public Exchange(JavaSparkContext context, boolean sentFits) {
        this.context = context;
        this.keepsSent = context.isLocal() && sentFits;
        if (context.isLocal()) {
            LOCAL.put(id, new ConcurrentHashMap<>());
        }
    }

    /** A state that is being carried. */
    public interface Parcel<T> extends Serializable {
        T open();

        /** Opens it for the last time, so that its memory can be freed. */
        default T take() {
            return open();
        }
    }

    private record Inline<T>(T open) implements Parcel<T> {}

    private record Broadcasted<T>(Broadcast<T> broadcast) implements Parcel<T> {
        @Override
        public T open() {
            return broadcast.value();
        }
    }

    @SuppressWarnings("unchecked")
    private record Local<T>(UUID exchange, int number) implements Parcel<T> {
        @Override
        public T open() {
            return (T) LOCAL.get(exchange).get(number);
        }

        @Override
        public T take() {
            return (T) LOCAL.get(exchange).remove(number);
        }
    }

    /** From the driver to all tasks. */
    public <T> Parcel<T> share(T content) {
        if (context.isLocal()) {
            return keep(content);
        }
        var broadcast = context.broadcast(content);
        broadcasts.add(broadcast);
        return new Broadcasted<>(broadcast);
    }

    /** From a task to another, or to the driver. */
    public <T> Parcel<T> send(T content) {
        return keepsSent ? keep(content) : new Inline<>(content);
    }

    private <T> Parcel<T> keep(T content) {
        int number = NUMBER.incrementAndGet();
        // A task whose result is no longer needed may end after the exchange is closed.
        LOCAL.computeIfPresent(id, (exchange, kept) -> {
            kept.put(number, content);
            return kept;
        });
        return new Local<>(id, number);
    }

    /** Whether nothing is kept in this JVM. */
    static boolean isEmpty() {
        return LOCAL.isEmpty();
    }

    /** Frees everything that it carries. */
    @Override
    public void close() {
        LOCAL.remove(id);
        // Waits, because Spark's cleaner warns about a broadcast that is half removed.
        broadcasts.forEach(broadcast -> broadcast.destroy(true));
    }
}
