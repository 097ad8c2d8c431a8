package io.sparkseq2seq.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
    private final AtomicInteger made = new AtomicInteger();
    private final Pool<Integer> pool = new Pool<>(made::incrementAndGet);

    @Test
    void threadsThatFollowEachOtherShareAnObject() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            var thread = new Thread(() -> pool.run(object -> assertThat(object).isEqualTo(1)));
            thread.start();
            thread.join();
        }
        assertThat(pool.<Integer>get(object -> object)).isEqualTo(1);
        assertThat(made).hasValue(1);
    }

    @Test
    void threadsAtOnceHaveOneEach() {
        var barrier = new CyclicBarrier(3);
        for (int round = 0; round < 4; round++) {
            var uses = new CompletableFuture<?>[3];
            for (int i = 0; i < uses.length; i++) {
                uses[i] = CompletableFuture.runAsync(
                        () -> pool.run(object -> {
                            try {
                                barrier.await();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }),
                        command -> new Thread(command).start());
            }
            CompletableFuture.allOf(uses).join();
        }
        assertThat(made).hasValue(3);
    }

    @Test
    void anObjectComesBackFromAUseThatFails() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> pool.run(object -> {
                        throw new IllegalStateException("use " + object);
                    }))
                    .hasMessage("use 1");
        }
    }
}
