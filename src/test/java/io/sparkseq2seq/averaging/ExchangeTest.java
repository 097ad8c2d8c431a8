package io.sparkseq2seq.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkseq2seq.SparkTest;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest implements SparkTest {
    private final JavaSparkContext context =
            JavaSparkContext.fromSparkContext(SparkTest.spark().sparkContext());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTasksSendReachesOtherTasksAndTheDriver(boolean sentFits) {
        try (var exchange = new Exchange(context, sentFits)) {
            var start = exchange.share(new int[] {7});
            var sums = context.parallelize(List.of(1, 2, 3, 4, 5), 5)
                    .map(i -> exchange.send(new int[] {start.open()[0] * i}))
                    .repartition(2)
                    .mapPartitions(parcels -> {
                        int sum = 0;
                        while (parcels.hasNext()) {
                            sum += parcels.next().open()[0];
                        }
                        return List.of(exchange.send(sum)).iterator();
                    })
                    .collect();
            assertThat(sums).hasSize(2);
            assertThat(sums.stream().mapToInt(sum -> sum.take()).sum()).isEqualTo(7 * 15);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskThatIsLateLeavesNothing(boolean sentFits) {
        var exchange = new Exchange(context, sentFits);
        exchange.close();
        assertThat(Exchange.isEmpty()).isTrue();
        exchange.send("late");
        assertThat(Exchange.isEmpty()).isTrue();
    }
}
