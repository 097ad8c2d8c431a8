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
 * How network states get from the driver to tasks, and from one task to the next, for as long as it is open. Spark
 * carries them between machines. Where driver and tasks are one JVM, they stay where they are and only a key travels:
 * Spark would serialize, compress, write and read them there, too.
 */
public final class Exchange implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1;

    /** What stays where it is, by the exchange and its own number; of the open ones that are in this JVM. */
    private static final Map<UUID, Map<Integer, Object>> LOCAL = new ConcurrentHashMap<>();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final UUID id = UUID.randomUUID();
    private final boolean keepsSent;
    private final transient JavaSparkContext context;
    private final transient List<Broadcast<?>> broadcasts = new ArrayList<>();

    /** @param sentFits whether all that tasks send may be in the memory of one JVM at once */
    public Exchange(JavaSparkContext context, boolean sentFits) {
        this.context = context;
        this.keepsSent = context.isLocal() && sentFits;
        if (context.isLocal()) {
            LOCAL.put(id, new ConcurrentHashMap<>());
        }
    }

    /** Something on its way. */
    public interface Parcel<T> extends Serializable {
        T open();

        /** The same, for the last who opens it. */
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
        // A task that nobody waits for any more may come when all is over.
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

    /** Lets go of what was on its way. */
    @Override
    public void close() {
        LOCAL.remove(id);
        // Waits: otherwise Spark's cleaner may meet it half removed, and complains.
        broadcasts.forEach(broadcast -> broadcast.destroy(true));
    }
}
